import { Column, CreateDateColumn, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** Arguments of a tool that somebody keeps under a name. */
@Entity({ name: 'playground_examples' })
export class PlaygroundExampleEntity {
  @PrimaryGeneratedColumn('uuid')
  id!: string;

  @Column({ name: 'deployment_id', type: 'uuid' })
  deploymentId!: string;

  @Column('text')
  tool!: string;

  @Column('text')
  name!: string;

  /** JSON text. */
  @Column('text')
  arguments!: string;

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz', precision: 3 })
  createdAt!: Date;
}
