import { Column, CreateDateColumn, Entity, PrimaryGeneratedColumn } from 'typeorm';

/**
 * `crash-looping` waits for its next start; `unknown` is one whose runtime does not answer; `draining`
 * ends the calls it has and gets no more.
 */
export type InstanceState = 'starting' | 'healthy' | 'unhealthy' | 'crash-looping' | 'unknown' | 'draining';

/** One container of a release. The row comes before the container and goes after it. */
@Entity({ name: 'instances' })
export class InstanceEntity {
  @PrimaryGeneratedColumn('uuid')
  id!: string;

  @Column({ name: 'deployment_id', type: 'uuid' })
  deploymentId!: string;

  @Column({ name: 'release_id', type: 'uuid' })
  releaseId!: string;

  /** 1 up to the release's replicas. */
  @Column('int')
  ordinal!: number;

  @Column('text')
  container!: string;

  /** `http://127.0.0.1:<port>`, or that of its relay, as last seen. */
  @Column({ type: 'text', nullable: true })
  address!: string | null;

  @Column('text')
  state!: InstanceState;

  @Column({ type: 'text', nullable: true })
  reason!: string | null;

  /** Starts after a crash. */
  @Column('int')
  restarts!: number;

  /** Crashes without a longer healthy time between them: what the pause before the next start grows with. */
  @Column('int')
  crashes!: number;

  /** Not started again before. */
  @Column({ name: 'restart_at', type: 'timestamptz', nullable: true })
  restartAt!: Date | null;

  @Column({ name: 'healthy_at', type: 'timestamptz', nullable: true })
  healthyAt!: Date | null;

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz', precision: 3 })
  createdAt!: Date;
}
