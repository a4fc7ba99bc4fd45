import { Column, CreateDateColumn, Entity, PrimaryGeneratedColumn } from 'typeorm';
import type { ContainerLimits, EgressTarget } from '#lib/container-runtime';
import type { Provenance } from '../provenance/provenance.js';
import type { ScanResult } from '../scan/scan-result.js';
import type { SmokeCall } from './deployment.entity.js';
import type { ReleaseState } from './release-state.js';

/** What a release runs and how; never changed once written. */
export interface ReleaseConfig {
  generationId: string;
  revision: number;
  replicas: number;
  env: Record<string, string>;
  secrets: string;
  limits: ContainerLimits;
  smokeCalls: SmokeCall[];
  toolsExpected: number;
  /** SHA-256 over the sorted names; null where an earlier version knew the number alone. */
  toolsHash: string | null;
}

/** One immutable version of a deployment, and how far it came. */
@Entity({ name: 'releases' })
export class ReleaseEntity implements ReleaseConfig {
  @PrimaryGeneratedColumn('uuid')
  id!: string;

  @Column({ name: 'deployment_id', type: 'uuid' })
  deploymentId!: string;

  /** 1, 2, 3 … within the deployment. */
  @Column('int')
  number!: number;

  @Column({ name: 'generation_id', type: 'uuid' })
  generationId!: string;

  @Column('int')
  revision!: number;

  @Column('int')
  replicas!: number;

  @Column('jsonb')
  env!: Record<string, string>;

  @Column('text')
  secrets!: string;

  @Column('jsonb')
  limits!: ContainerLimits;

  @Column({ name: 'smoke_calls', type: 'jsonb' })
  smokeCalls!: SmokeCall[];

  @Column({ name: 'tools_expected', type: 'int' })
  toolsExpected!: number;

  @Column({ name: 'tools_hash', type: 'text', nullable: true })
  toolsHash!: string | null;

  /** Number of the release that this one goes back to. */
  @Column({ name: 'rollback_of', type: 'int', nullable: true })
  rollbackOf!: number | null;

  /** Null until built, and again once it was cleaned away. */
  @Column({ type: 'text', nullable: true })
  image!: string | null;

  /** Hosts and ports that its servers may connect to; null until its image was built. */
  @Column({ type: 'jsonb', nullable: true })
  egress!: readonly EgressTarget[] | null;

  /** What its image was made of and by; null until it was built. */
  @Column({ type: 'jsonb', nullable: true })
  provenance!: Provenance | null;

  /** CycloneDX 1.6 as JSON; read only when it is asked for. */
  @Column({ type: 'text', nullable: true, select: false })
  sbom?: string | null;

  /** Null where no scanner is used. */
  @Column({ type: 'jsonb', nullable: true })
  scan!: ScanResult | null;

  @Column('text')
  state!: ReleaseState;

  @Column({ type: 'text', nullable: true })
  reason!: string | null;

  @Column({ name: 'reason_code', type: 'text', nullable: true })
  reasonCode!: string | null;

  @Column({ name: 'last_log', type: 'jsonb' })
  lastLog!: string[];

  /** Starts that ended in something that may pass, such as an engine that was away. */
  @Column('int')
  attempts!: number;

  @Column({ name: 'retry_at', type: 'timestamptz', nullable: true })
  retryAt!: Date | null;

  /** Milliseconds. */
  @Column({ name: 'build_ms', type: 'int', nullable: true })
  buildMs!: number | null;

  /** From the first container's start until all were healthy, in milliseconds. */
  @Column({ name: 'start_ms', type: 'int', nullable: true })
  startMs!: number | null;

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz', precision: 3 })
  createdAt!: Date;

  @Column({ name: 'live_at', type: 'timestamptz', nullable: true })
  liveAt!: Date | null;

  @Column({ name: 'ended_at', type: 'timestamptz', nullable: true })
  endedAt!: Date | null;
}
