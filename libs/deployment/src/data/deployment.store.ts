import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { AppError } from '#lib/diagnostics';
import { ChangeFeed, readPage, type Page, type PageRequest } from '#lib/platform';
import { DeploymentEntity } from './deployment.entity.js';
import { HealthEventEntity } from './health-event.entity.js';
import { InstanceEntity } from './instance.entity.js';
import { observeState } from './observe-state.js';
import { ReleaseEntity } from './release.entity.js';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Topic of the change feed: something about the deployment of this id became different. */
export const DEPLOYMENT = 'deployment';

type Values = Partial<Omit<DeploymentEntity, 'id' | 'state'>>;

/** Rows of deployments. The state column is written in one place: {@link DeploymentStore.observe}. */
@Injectable()
export class DeploymentStore {
  constructor(
    readonly dataSource: DataSource,
    readonly changes: ChangeFeed,
  ) {}

  /** Gives it a slug that no other has: the name, or the name and a number. */
  async create(
    manager: EntityManager,
    values: Omit<DeploymentEntity, 'id' | 'createdAt' | 'slug'>,
  ): Promise<DeploymentEntity> {
    await manager.query("SELECT pg_advisory_xact_lock(hashtext('deployments.slug'))");
    const rows: { slug: string }[] = await manager.query(
      'SELECT slug FROM deployments WHERE slug = $1 OR slug LIKE $2',
      [values.name, `${values.name}-%`],
    );
    const taken = new Set(rows.map(({ slug }) => slug));
    let slug = values.name;
    for (let count = 2; taken.has(slug); count += 1) slug = `${values.name}-${count}`;
    return manager.save(DeploymentEntity, { ...values, slug });
  }

  /** @throws AppError `not-found` */
  async get(id: string): Promise<DeploymentEntity> {
    const deployment = await this.find(id);
    if (deployment === null) throw new AppError('not-found', { detail: `There is no deployment ${id}.` });
    return deployment;
  }

  find(id: string): Promise<DeploymentEntity | null> {
    return this.#rows.findOneBy({ id });
  }

  all(): Promise<DeploymentEntity[]> {
    return this.#rows.find();
  }

  /** @param key A slug or an id */
  async idOf(key: string): Promise<string | undefined> {
    const where = UUID.test(key) ? [{ slug: key }, { id: key }] : { slug: key };
    return (await this.#rows.findOne({ where, select: { id: true } }))?.id;
  }

  async ids(): Promise<string[]> {
    const rows = await this.#rows.find({ select: { id: true } });
    return rows.map(({ id }) => id);
  }

  list(request: PageRequest): Promise<Page<DeploymentEntity>> {
    return readPage(this.#rows.createQueryBuilder('deployment'), request);
  }

  ofApi(apiId: string): Promise<DeploymentEntity[]> {
    return this.#rows.findBy({ apiId });
  }

  /** Changes what the owner wants or what was seen, then looks what the state is now. */
  async update(id: string, values: Values): Promise<void> {
    await this.#rows.update({ id }, values as never);
    await this.observe(id);
    await this.announce(id);
  }

  /**
   * Writes the state that follows from the rows, and a health event where it is another than before.
   *
   * @returns the row, or null where it is gone
   */
  async observe(id: string): Promise<DeploymentEntity | null> {
    const changed = await this.dataSource.transaction(async (manager) => {
      const deployment = await manager.findOne(DeploymentEntity, {
        where: { id },
        lock: { mode: 'pessimistic_write' },
      });
      if (deployment === null) return false;
      const newest = await manager.findOne(ReleaseEntity, {
        where: { deploymentId: id },
        order: { number: 'DESC' },
      });
      const instances = await manager.findBy(InstanceEntity, { deploymentId: id });
      const { state, reason, reasonCode } = observeState({ deployment, newest, instances });
      const isNew = state !== deployment.state;
      if (!isNew && reason === deployment.reason && reasonCode === deployment.reasonCode) return false;
      const turnedHealthy = isNew && state === 'healthy' ? { healthyAt: new Date() } : {};
      await manager.update(DeploymentEntity, { id }, { state, reason, reasonCode, ...turnedHealthy });
      if (isNew) await manager.insert(HealthEventEntity, { deploymentId: id, state, reason });
      return true;
    });
    if (changed) await this.announce(id);
    return this.find(id);
  }

  async delete(id: string): Promise<void> {
    await this.#rows.delete({ id });
    await this.announce(id);
  }

  async announce(id: string): Promise<void> {
    await this.changes.publish({ topic: DEPLOYMENT, id });
  }

  get #rows() {
    return this.dataSource.getRepository(DeploymentEntity);
  }
}
