import { Inject, Injectable } from '@nestjs/common';
import type { ContainerLimits } from '#lib/container-runtime';
import { AppError } from '#lib/diagnostics';
import { SecretBox } from '#lib/platform';
import { DeploymentEntity, type SmokeCall } from './data/deployment.entity.js';
import type { InstanceEntity } from './data/instance.entity.js';
import type { ReleaseEntity } from './data/release.entity.js';
import type { LiveVersion } from './data/release.store.js';
import { Rows } from './data/rows.js';
import { DeploymentService } from './deployment.service.js';
import { configOf } from './release-config.js';
import { ReleasePlanner } from './release-plan.js';

/** What may become different with a release; what is left out stays as it is. */
export interface ChangeRequest {
  readonly generationId?: string;
  /** Added to those there are; null takes one away. */
  readonly variables?: Readonly<Record<string, string | null>>;
  readonly limits?: Partial<ContainerLimits>;
  readonly replicas?: number;
  readonly smokeCalls?: readonly SmokeCall[];
}

/** One that the server reads. */
export interface KnownVariable {
  readonly name: string;
  readonly isSecret: boolean;
  readonly isSet: boolean;
  /** Null where it is not set, or must not be shown. */
  readonly value: string | null;
}

/** Versions of a deployment: new ones, earlier ones, and the way back. */
@Injectable()
export class ReleaseService {
  constructor(
    readonly rows: Rows,
    readonly deployments: DeploymentService,
    readonly planner: ReleasePlanner,
    @Inject(SecretBox) readonly secrets: SecretBox,
  ) {}

  /** Newest first. @throws AppError `not-found` */
  async list(deploymentId: string): Promise<ReleaseEntity[]> {
    await this.deployments.get(deploymentId);
    return this.rows.releases.of(deploymentId);
  }

  /** Of all deployments. */
  live(): Promise<LiveVersion[]> {
    return this.rows.releases.live();
  }

  /** Over all deployments, newest first. */
  latest(limit: number): Promise<ReleaseEntity[]> {
    return this.rows.releases.latest(limit);
  }

  /** CycloneDX 1.6 as JSON. @throws AppError `not-found`, also where it was not built yet */
  async sbom(deploymentId: string, number: number): Promise<string> {
    await this.deployments.get(deploymentId);
    return this.rows.releases.sbom(deploymentId, number);
  }

  async instances(deploymentId: string): Promise<InstanceEntity[]> {
    await this.deployments.get(deploymentId);
    return this.rows.instances.of(deploymentId);
  }

  /** What the server reads, credentials first, and what of it is set. */
  async variables(id: string): Promise<KnownVariable[]> {
    const deployment = await this.deployments.get(id);
    const { secret, plain } = await this.planner.reads(deployment.generationId);
    const known = this.#variables(deployment, {});
    return [...secret, ...plain].map((name) => ({
      name,
      isSecret: secret.has(name),
      isSet: known[name] !== undefined,
      value: secret.has(name) ? null : (known[name] ?? null),
    }));
  }

  /**
   * A new release with these changes. What serves now goes on until the new one is found healthy.
   *
   * @throws AppError `not-found`, `state-conflict`, `template-not-deployable`, `request-invalid`
   */
  async change(id: string, request: ChangeRequest): Promise<DeploymentEntity> {
    const deployment = await this.deployments.usable(id);
    const generation = await this.planner.deployable(request.generationId ?? deployment.generationId);
    if (generation.apiId !== deployment.apiId)
      throw new AppError('request-invalid', { detail: 'The generation is of another API.' });
    const smokeCalls = [...(request.smokeCalls ?? deployment.smokeCalls)];
    const variables = this.#variables(deployment, request.variables ?? {});
    const plan = await this.planner.plan({ generation, variables, smokeCalls });
    const settings = {
      generationId: generation.id,
      revision: deployment.revision + 1,
      replicas: request.replicas ?? deployment.replicas,
      env: plan.env,
      secrets: this.secrets.seal(JSON.stringify(plan.secrets)),
      limits: { ...deployment.limits, ...request.limits },
      smokeCalls,
    };
    const { toolsExpected, toolsHash } = plan;
    await this.#release(id, settings, { ...settings, toolsExpected, toolsHash });
    return this.deployments.get(id);
  }

  /**
   * Goes back to an earlier release: a new one that is like it in all, secrets and limits too.
   *
   * @param number Without it the one that was live before the present one
   * @throws AppError `not-found`, `state-conflict`
   */
  async rollback(id: string, number?: number): Promise<DeploymentEntity> {
    const { liveReleaseId } = await this.deployments.usable(id);
    const release =
      number === undefined
        ? await this.#before(id, liveReleaseId)
        : await this.rows.releases.numbered(id, number);
    const { toolsExpected, toolsHash, image, egress, ...settings } = configOf(release);
    await this.#release(id, settings, {
      ...settings,
      toolsExpected,
      toolsHash,
      image,
      egress,
      rollbackOf: release.number,
    });
    return this.deployments.get(id);
  }

  async #before(id: string, liveReleaseId: string | null): Promise<ReleaseEntity> {
    const releases = await this.rows.releases.of(id);
    const live = releases.find((release) => release.id === liveReleaseId);
    const before = releases.find(
      ({ liveAt, number }) => liveAt !== null && number < (live?.number ?? Infinity),
    );
    if (before !== undefined) return before;
    throw new AppError('state-conflict', { detail: 'No earlier release of the deployment was ever live.' });
  }

  async #release(
    id: string,
    settings: Partial<DeploymentEntity>,
    config: Parameters<Rows['releases']['create']>[2],
  ): Promise<void> {
    const { deployments, releases } = this.rows;
    await releases.dataSource.transaction(async (manager) => {
      await releases.create(manager, id, config);
      await manager.update(DeploymentEntity, { id }, settings as never);
    });
    await deployments.observe(id);
    await deployments.announce(id);
  }

  #variables(
    { env, secrets }: DeploymentEntity,
    changes: Readonly<Record<string, string | null>>,
  ): Record<string, string> {
    const known = { ...env, ...(JSON.parse(this.secrets.open(secrets)) as Record<string, string>) };
    const all = Object.entries({ ...known, ...changes });
    return Object.fromEntries(all.filter((entry): entry is [string, string] => entry[1] !== null));
  }
}
