import { Column, CreateDateColumn, Entity, PrimaryGeneratedColumn } from 'typeorm';
import type { ContainerLimits } from '#lib/container-runtime';
import type { DeploymentState, DesiredState } from './deployment-state.js';

/** A call made before a release may serve; only of tools that change nothing. */
export interface SmokeCall {
  readonly tool: string;
  readonly arguments: Readonly<Record<string, unknown>>;
}

/** Whether the API behind a deployment answers, as its servers find. */
export interface UpstreamHealth {
  readonly state: 'up' | 'failing' | 'unknown';
  /** ISO time. */
  readonly since: string;
  readonly reason: string | null;
}

/** A generated server that runs, should run or ran: what its owner wants, and what was last seen of it. */
@Entity({ name: 'deployments' })
export class DeploymentEntity {
  @PrimaryGeneratedColumn('uuid')
  id!: string;

  @Column({ name: 'api_id', type: 'uuid' })
  apiId!: string;

  /** Of the release asked for last. */
  @Column({ name: 'generation_id', type: 'uuid' })
  generationId!: string;

  /** The API's slug when it was deployed. */
  @Column('text')
  name!: string;

  /** Unique; stands in the MCP endpoint. */
  @Column('text')
  slug!: string;

  @Column('text')
  desired!: DesiredState;

  /** Derived from releases and instances; see `observe-state.ts`. */
  @Column('text')
  state!: DeploymentState;

  /** Why it is in this state, where that is not plain. */
  @Column({ type: 'text', nullable: true })
  reason!: string | null;

  /** An error code of the catalogue, where the reason has one. */
  @Column({ name: 'reason_code', type: 'text', nullable: true })
  reasonCode!: string | null;

  /** Driver that runs it, and why that one was chosen. */
  @Column({ type: 'text', nullable: true })
  runtime!: string | null;

  @Column({ name: 'runtime_reason', type: 'text', nullable: true })
  runtimeReason!: string | null;

  @Column({ name: 'live_release_id', type: 'uuid', nullable: true })
  liveReleaseId!: string | null;

  /** Counts changes of the settings that a release is made of. */
  @Column('int')
  revision!: number;

  @Column('int')
  replicas!: number;

  /** Paused after so long without a call; null for never. */
  @Column({ name: 'idle_minutes', type: 'double precision', nullable: true })
  idleMinutes!: number | null;

  @Column({ name: 'paused_at', type: 'timestamptz', nullable: true })
  pausedAt!: Date | null;

  @Column({ name: 'last_call_at', type: 'timestamptz', nullable: true })
  lastCallAt!: Date | null;

  @Column({ name: 'expires_at', type: 'timestamptz', nullable: true })
  expiresAt!: Date | null;

  /** When its time was up; it is deleted some days later unless renewed. */
  @Column({ name: 'expired_at', type: 'timestamptz', nullable: true })
  expiredAt!: Date | null;

  @Column({ name: 'smoke_calls', type: 'jsonb' })
  smokeCalls!: SmokeCall[];

  /** SHA-256 of the endpoint's own key, where one was issued. */
  @Column({ name: 'key_hash', type: 'text', nullable: true })
  keyHash!: string | null;

  /** Of the live release. */
  @Column({ name: 'tools_expected', type: 'int' })
  toolsExpected!: number;

  @Column({ name: 'tools_seen', type: 'int', nullable: true })
  toolsSeen!: number | null;

  /** Starts after a crash, over all instances and releases. */
  @Column('int')
  restarts!: number;

  /** Of the API behind, beside the server's own state; null until a server told. */
  @Column({ type: 'jsonb', nullable: true })
  upstream!: UpstreamHealth | null;

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

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz', precision: 3 })
  createdAt!: Date;

  @Column({ name: 'healthy_at', type: 'timestamptz', nullable: true })
  healthyAt!: Date | null;
}
