import { Injectable } from '@nestjs/common';
import { DataSource, In, IsNull, Not, type EntityManager } from 'typeorm';
import { AppError } from '#lib/diagnostics';
import { DeploymentEntity } from './deployment.entity.js';
import { DeploymentStore } from './deployment.store.js';
import { statesBefore, type ReleaseState } from './release-state.js';
import { ReleaseEntity, type ReleaseConfig } from './release.entity.js';

/** Topic of the change feed: the release of this id is in another state. */
export const RELEASE = 'release';

type Values = Partial<Omit<ReleaseEntity, 'id' | 'state'>>;

/** Which release of a deployment serves. */
export interface LiveVersion {
  readonly deploymentId: string;
  /** Number of the release. */
  readonly number: number;
  /** As the description says it; null for a release of before it was noted. */
  readonly apiVersion: string | null;
}

const OPEN: ReleaseState[] = ['queued', 'building', 'starting'];

/** Rows of releases: every change of state goes through here, and only along the table of transitions. */
@Injectable()
export class ReleaseStore {
  constructor(
    readonly dataSource: DataSource,
    readonly deployments: DeploymentStore,
  ) {}

  /** The next number of the deployment; what still waits is overtaken by it. */
  async create(
    manager: EntityManager,
    deploymentId: string,
    config: ReleaseConfig & Partial<Pick<ReleaseEntity, 'rollbackOf' | 'image' | 'egress'>>,
  ): Promise<ReleaseEntity> {
    await manager.findOneOrFail(DeploymentEntity, {
      where: { id: deploymentId },
      lock: { mode: 'pessimistic_write' },
    });
    const last = await manager.findOne(ReleaseEntity, { where: { deploymentId }, order: { number: 'DESC' } });
    await manager.update(
      ReleaseEntity,
      { deploymentId, state: 'queued' },
      { state: 'retired', reason: 'A newer release was asked for.', endedAt: new Date() },
    );
    return manager.save(ReleaseEntity, {
      rollbackOf: null,
      image: null,
      egress: null,
      provenance: null,
      scan: null,
      ...config,
      deploymentId,
      number: (last?.number ?? 0) + 1,
      state: 'queued',
      reason: null,
      reasonCode: null,
      lastLog: [],
      attempts: 0,
      retryAt: null,
      buildMs: null,
      startMs: null,
      liveAt: null,
      endedAt: null,
    });
  }

  /** What serves now, of every deployment that has a live release. */
  live(): Promise<LiveVersion[]> {
    return this.dataSource.query(
      `SELECT releases.deployment_id AS "deploymentId", number, provenance->>'apiVersion' AS "apiVersion"
         FROM deployments JOIN releases ON releases.id = deployments.live_release_id`,
    );
  }

  find(id: string): Promise<ReleaseEntity | null> {
    return this.#rows.findOneBy({ id });
  }

  /** Newest first. */
  of(deploymentId: string): Promise<ReleaseEntity[]> {
    return this.#rows.find({ where: { deploymentId }, order: { number: 'DESC' } });
  }

  /** @throws AppError `not-found` */
  async numbered(deploymentId: string, number: number): Promise<ReleaseEntity> {
    const release = await this.#rows.findOneBy({ deploymentId, number });
    if (release === null)
      throw new AppError('not-found', { detail: `The deployment has no release ${number}.` });
    return release;
  }

  /** The bill of materials of a release. @throws AppError `not-found`, also where it was not built yet */
  async sbom(deploymentId: string, number: number): Promise<string> {
    const release = await this.#rows.findOne({
      where: { deploymentId, number },
      select: { id: true, sbom: true },
    });
    if (typeof release?.sbom === 'string') return release.sbom;
    throw new AppError('not-found', {
      detail: `Release ${number} of the deployment is not there or was not built yet.`,
    });
  }

  /** Newest first, over all deployments. */
  latest(limit: number): Promise<ReleaseEntity[]> {
    return this.#rows.find({ order: { createdAt: 'DESC', id: 'DESC' }, take: limit });
  }

  newest(deploymentId: string): Promise<ReleaseEntity | null> {
    return this.#rows.findOne({ where: { deploymentId }, order: { number: 'DESC' } });
  }

  /** The newest, where it waits to be built. */
  async queued(deploymentId: string): Promise<ReleaseEntity | null> {
    const newest = await this.newest(deploymentId);
    return newest?.state === 'queued' ? newest : null;
  }

  /** Those that an earlier hub process left half-way. */
  unfinished(): Promise<ReleaseEntity[]> {
    return this.#rows.findBy({ state: In(['building', 'starting', 'draining']) });
  }

  /** Those that wait to be built, over all deployments. */
  waiting(): Promise<ReleaseEntity[]> {
    return this.#rows.findBy({ state: 'queued' });
  }

  /** @returns false when the row has meanwhile gone another way */
  async become(release: ReleaseEntity, state: ReleaseState, values: Values = {}): Promise<boolean> {
    const { affected } = await this.#rows.update({ id: release.id, state: In(statesBefore(state)) }, {
      ...values,
      state,
    } as never);
    await this.deployments.observe(release.deploymentId);
    await this.#announce(release);
    return affected === 1;
  }

  async note(id: string, values: Values): Promise<void> {
    await this.#rows.update({ id }, values as never);
  }

  /**
   * Makes it the live one in one step, and the one before it a draining one.
   *
   * @returns false when the owner meanwhile wants it stopped or something newer
   */
  async goLive(release: ReleaseEntity, values: Values): Promise<boolean> {
    const { id, deploymentId } = release;
    const done = await this.dataSource.transaction(async (manager) => {
      const deployment = await manager.findOne(DeploymentEntity, {
        where: { id: deploymentId },
        lock: { mode: 'pessimistic_write' },
      });
      if (deployment?.desired !== 'running') return false;
      const { affected } = await manager.update(ReleaseEntity, { id, state: 'starting' }, {
        ...values,
        state: 'live',
        reason: null,
        reasonCode: null,
        liveAt: new Date(),
      } as never);
      if (affected !== 1) return false;
      await manager.update(
        ReleaseEntity,
        { deploymentId, state: 'live', id: Not(id) },
        { state: 'draining', endedAt: new Date() },
      );
      await manager.query(
        "UPDATE instances SET state = 'draining' WHERE deployment_id = $1 AND release_id <> $2",
        [deploymentId, id],
      );
      await manager.update(
        DeploymentEntity,
        { id: deploymentId },
        {
          liveReleaseId: id,
          toolsExpected: release.toolsExpected,
          toolsSeen: release.toolsExpected,
          lastLog: [],
        },
      );
      return true;
    });
    await this.deployments.observe(deploymentId);
    await this.#announce(release);
    return done;
  }

  /** Ends what has not gone live, since the owner wants the deployment stopped or gone. */
  async giveUp(deploymentId: string, reason: string): Promise<void> {
    await this.#rows.update(
      { deploymentId, state: In(OPEN) },
      { state: 'failed', reason, endedAt: new Date() },
    );
  }

  /** Images that any release, of whatever deployment, keeps. */
  async images(): Promise<ReadonlySet<string>> {
    const rows = await this.#rows.find({
      where: { image: Not(IsNull()) },
      select: { id: true, image: true },
    });
    return new Set(rows.flatMap(({ image }) => image ?? []));
  }

  /** How many releases, of whatever deployment, were built into this image and keep it. */
  usersOf(image: string): Promise<number> {
    return this.#rows.countBy({ image });
  }

  async #announce({ id, deploymentId }: ReleaseEntity): Promise<void> {
    await this.deployments.changes.publish({ topic: RELEASE, id });
    await this.deployments.announce(deploymentId);
  }

  get #rows() {
    return this.dataSource.getRepository(ReleaseEntity);
  }
}
