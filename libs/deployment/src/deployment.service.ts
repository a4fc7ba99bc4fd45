import { Inject, Injectable } from '@nestjs/common';
import type { ContainerLimits } from '#lib/container-runtime';
import { AppError } from '#lib/diagnostics';
import { hashToken, newToken, SecretBox, type Page, type PageRequest } from '#lib/platform';
import { RegistrationService } from '#lib/registration';
import type { DeploymentEntity, SmokeCall } from './data/deployment.entity.js';
import type { Occupied } from './data/instance.store.js';
import { Rows } from './data/rows.js';
import { configOf } from './release-config.js';
import { ReleasePlanner } from './release-plan.js';

export const DEFAULT_LIMITS: ContainerLimits = { memoryMb: 256, cpus: 1, maxProcesses: 64 };

/** What an owner may say about a deployment when it is made. */
export interface DeployRequest {
  /** Variables of the server: its settings and credentials. */
  readonly variables: Readonly<Record<string, string>>;
  readonly limits: Partial<ContainerLimits>;
  /** 1 to 8. */
  readonly replicas?: number;
  readonly smokeCalls?: readonly SmokeCall[];
  /** Null for never. */
  readonly idleMinutes?: number | null;
  readonly expiresAt?: Date | null;
}

/** What owners ask of deployments. It is written down here; the reconciler carries it out. */
@Injectable()
export class DeploymentService {
  constructor(
    readonly rows: Rows,
    readonly planner: ReleasePlanner,
    readonly registration: RegistrationService,
    @Inject(SecretBox) readonly secrets: SecretBox,
  ) {}

  /** @throws AppError `not-found`, `state-conflict`, `template-not-deployable`, `request-invalid` */
  async deploy(generationId: string, request: DeployRequest): Promise<DeploymentEntity> {
    const {
      limits,
      variables,
      replicas = 1,
      smokeCalls = [],
      idleMinutes = null,
      expiresAt = null,
    } = request;
    checkExpiry(expiresAt);
    const generation = await this.planner.deployable(generationId);
    const plan = await this.planner.plan({ generation, variables, smokeCalls });
    const { slug: name } = await this.registration.get(generation.apiId);
    const settings = {
      generationId,
      revision: 1,
      replicas,
      env: plan.env,
      secrets: this.secrets.seal(JSON.stringify(plan.secrets)),
      limits: { ...DEFAULT_LIMITS, ...limits },
      smokeCalls: [...smokeCalls],
      toolsExpected: plan.toolsExpected,
    };
    const { id } = await this.rows.deployments.dataSource.transaction(async (manager) => {
      const deployment = await this.rows.deployments.create(manager, {
        ...NEW,
        lastLog: [],
        ...settings,
        apiId: generation.apiId,
        name,
        idleMinutes,
        expiresAt,
      });
      await this.rows.releases.create(manager, deployment.id, { ...settings, toolsHash: plan.toolsHash });
      return deployment;
    });
    return this.#announced(id);
  }

  get(id: string): Promise<DeploymentEntity> {
    return this.rows.deployments.get(id);
  }

  list(request: PageRequest): Promise<Page<DeploymentEntity>> {
    return this.rows.deployments.list(request);
  }

  ids(): Promise<string[]> {
    return this.rows.deployments.ids();
  }

  /** Has everybody look at these again, the one that runs servers among them. */
  async announce(ids: Iterable<string>): Promise<void> {
    for (const id of ids) await this.rows.deployments.announce(id);
  }

  /** What is taken of the limits that all share. */
  async occupied(): Promise<Occupied & { readonly builds: number }> {
    const [occupied, open] = await Promise.all([
      this.rows.instances.occupied(),
      this.rows.releases.unfinished(),
    ]);
    return { ...occupied, builds: open.filter(({ state }) => state !== 'draining').length };
  }

  /** Those that keep an API from being deleted. */
  ofApi(apiId: string): Promise<DeploymentEntity[]> {
    return this.rows.deployments.ofApi(apiId);
  }

  /** Starts what is stopped, paused, expired or failed. */
  async start(id: string): Promise<DeploymentEntity> {
    const deployment = await this.usable(id);
    const isOver = deployment.expiresAt !== null && deployment.expiresAt.getTime() <= Date.now();
    await this.rows.deployments.update(id, {
      desired: 'running',
      pausedAt: null,
      lastCallAt: new Date(),
      expiredAt: null,
      ...(isOver ? { expiresAt: null } : {}),
    });
    const newest = await this.rows.releases.newest(id);
    // A release that failed stays as it is, for the record; another try is another release.
    if (newest?.state === 'failed' && deployment.liveReleaseId === null) return this.again(id);
    return this.#announced(id);
  }

  /** The same once more as a new release: the new servers take over from the old ones without a gap. */
  async restart(id: string): Promise<DeploymentEntity> {
    const deployment = await this.usable(id);
    if (deployment.desired === 'stopped' || deployment.pausedAt !== null) return this.start(id);
    return this.again(id);
  }

  async stop(id: string): Promise<DeploymentEntity> {
    await this.usable(id);
    await this.rows.deployments.update(id, { desired: 'stopped', pausedAt: null, toolsSeen: null });
    return this.get(id);
  }

  async delete(id: string): Promise<DeploymentEntity> {
    const before = await this.get(id);
    await this.rows.deployments.update(id, { desired: 'deleted' });
    // One of which nothing runs may be gone by now.
    return (await this.rows.deployments.find(id)) ?? { ...before, desired: 'deleted', state: 'deleting' };
  }

  /**
   * Gives it more time, or no end at all; one whose time was up comes back.
   *
   * @throws AppError `request-invalid` for a time that is over
   */
  async renew(id: string, expiresAt: Date | null): Promise<DeploymentEntity> {
    checkExpiry(expiresAt);
    const { expiredAt } = await this.usable(id);
    const back = expiredAt === null ? {} : { desired: 'running' as const, expiredAt: null };
    await this.rows.deployments.update(id, { expiresAt, ...back });
    return this.get(id);
  }

  async pauseWhenIdle(id: string, idleMinutes: number | null): Promise<void> {
    await this.usable(id);
    await this.rows.deployments.update(id, { idleMinutes });
  }

  /** A fresh key of the endpoint; the one before is no longer valid. Shown this once. */
  async issueKey(id: string): Promise<string> {
    await this.usable(id);
    const key = newToken('twm');
    await this.rows.deployments.update(id, { keyHash: hashToken(key) });
    return key;
  }

  /** @throws AppError `not-found`; `state-conflict` for one that is being deleted */
  async usable(id: string): Promise<DeploymentEntity> {
    const deployment = await this.get(id);
    if (deployment.desired !== 'deleted') return deployment;
    throw new AppError('state-conflict', { detail: 'The deployment is being deleted.' });
  }

  /** A release like the newest one. */
  async again(id: string): Promise<DeploymentEntity> {
    const newest = await this.rows.releases.newest(id);
    if (newest === null)
      throw new AppError('state-conflict', { detail: 'The deployment has no release yet.' });
    await this.rows.releases.dataSource.transaction((manager) =>
      this.rows.releases.create(manager, id, configOf(newest)),
    );
    return this.#announced(id);
  }

  async #announced(id: string): Promise<DeploymentEntity> {
    await this.rows.deployments.observe(id);
    await this.rows.deployments.announce(id);
    return this.get(id);
  }
}

/** Of a deployment that nothing was done for yet. */
const NEW = {
  desired: 'running',
  state: 'queued',
  reason: null,
  reasonCode: null,
  runtime: null,
  runtimeReason: null,
  liveReleaseId: null,
  pausedAt: null,
  lastCallAt: null,
  expiredAt: null,
  keyHash: null,
  toolsSeen: null,
  restarts: 0,
  upstream: null,
  healthyAt: null,
} as const;

function checkExpiry(expiresAt: Date | null): void {
  if (expiresAt !== null && expiresAt.getTime() <= Date.now())
    throw new AppError('request-invalid', { detail: 'expiresAt must lie in the future.' });
}
