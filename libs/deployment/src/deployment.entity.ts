import { Column, CreateDateColumn, Entity, PrimaryGeneratedColumn } from 'typeorm';
import type { ContainerLimits } from '#lib/container-runtime';
import type { DeploymentState, DesiredState } from './deployment-state.js';

/** A generated server that runs, should run or ran. */
@Entity({ name: 'deployments' })
export class DeploymentEntity {
  @PrimaryGeneratedColumn('uuid')
  id!: string;

  @Column({ name: 'generation_id', type: 'uuid' })
  generationId!: string;

  /** The API's slug when it was deployed. */
  @Column('text')
  name!: string;

  @Column('text')
  desired!: DesiredState;

  @Column('text')
  state!: DeploymentState;

  /** Why it is in this state, where that is not plain. */
  @Column({ type: 'text', nullable: true })
  reason!: string | null;

  /** Driver that runs it, and why that one was chosen. */
  @Column({ type: 'text', nullable: true })
  runtime!: string | null;

  @Column({ name: 'runtime_reason', type: 'text', nullable: true })
  runtimeReason!: string | null;

  @Column({ type: 'text', nullable: true })
  image!: string | null;

  /** Kept over restarts, so that the address stays. 0 until the first start. */
  @Column('int')
  port!: number;

  /** MCP address while it runs. */
  @Column({ type: 'text', nullable: true })
  endpoint!: string | null;

  @Column({ name: 'tools_expected', type: 'int' })
  toolsExpected!: number;

  @Column({ name: 'tools_seen', type: 'int', nullable: true })
  toolsSeen!: number | null;

  /** Starts after a crash. */
  @Column('int')
  restarts!: number;

  /** The last lines before a failure. */
  @Column({ name: 'last_log', type: 'jsonb' })
  lastLog!: string[];

  /** Variables that are not secret. */
  @Column('jsonb')
  env!: Record<string, string>;

  /** Sealed JSON of the secret variables. */
  @Column('text')
  secrets!: string;

  @Column('jsonb')
  limits!: ContainerLimits;

  /** A start was asked for of what runs already. */
  @Column({ name: 'restart_wanted', type: 'boolean' })
  restartWanted!: boolean;

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz', precision: 3 })
  createdAt!: Date;

  @Column({ name: 'healthy_at', type: 'timestamptz', nullable: true })
  healthyAt!: Date | null;
}
