import { Column, CreateDateColumn, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** A call that somebody made by hand. Its result is not kept; its arguments may hold personal data. */
@Entity({ name: 'playground_calls' })
export class PlaygroundCallEntity {
  @PrimaryGeneratedColumn('uuid')
  id!: string;

  @Column({ name: 'deployment_id', type: 'uuid' })
  deploymentId!: string;

  @Column('text')
  tool!: string;

  /** JSON text; null for arguments too large to keep. */
  @Column({ type: 'text', nullable: true })
  arguments!: string | null;

  @Column({ name: 'is_error', type: 'boolean' })
  isError!: boolean;

  @Column({ name: 'duration_ms', type: 'int' })
  durationMs!: number;

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz', precision: 3 })
  createdAt!: Date;
}
