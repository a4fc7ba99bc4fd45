import { Injectable } from '@nestjs/common';
import { DataSource, In } from 'typeorm';
import { AppError } from '#lib/diagnostics';
import { ChangeFeed, JobQueue, readPage, type Page, type PageRequest } from '#lib/platform';
import { mayBecome, type DeploymentState, type DesiredState } from './deployment-state.js';
import { DeploymentEntity } from './deployment.entity.js';

/** Name of the queue's jobs and of the change feed's topic. */
export const DEPLOYMENT = 'deployment';

type Values = Partial<Omit<DeploymentEntity, 'id' | 'state'>>;

/** Rows of deployments: every change of state goes through here and is announced. */
@Injectable()
export class DeploymentStore {
  constructor(
    readonly dataSource: DataSource,
    readonly queue: JobQueue,
    readonly changes: ChangeFeed,
  ) {}

  async create(values: Omit<DeploymentEntity, 'id' | 'createdAt'>): Promise<DeploymentEntity> {
    const { id } = await this.#rows.save(values);
    await this.enqueue(id);
    return this.get(id);
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

  list(request: PageRequest): Promise<Page<DeploymentEntity>> {
    return readPage(this.#rows.createQueryBuilder('deployment'), request);
  }

  /** Those whose owner wants them so. */
  desired(...states: DesiredState[]): Promise<DeploymentEntity[]> {
    return this.#rows.findBy({ desired: In(states) });
  }

  ofGenerations(generationIds: readonly string[]): Promise<DeploymentEntity[]> {
    return this.#rows.findBy({ generationId: In([...generationIds]) });
  }

  /** Ids of all rows, for telling what is nobody's. */
  async ids(): Promise<Set<string>> {
    const rows = await this.#rows.find({ select: { id: true } });
    return new Set(rows.map(({ id }) => id));
  }

  /** A wish of the owner: noted, then carried out by a job. */
  async wish(id: string, values: Values): Promise<DeploymentEntity> {
    await this.#rows.update({ id }, { ...values, state: 'queued', reason: null } as never);
    await this.changes.publish({ topic: DEPLOYMENT, id });
    await this.enqueue(id);
    return this.get(id);
  }

  /** @returns false when the row has meanwhile gone another way */
  async become(id: string, state: DeploymentState, values: Values = {}): Promise<boolean> {
    const row = await this.find(id);
    if (row === null || !mayBecome(row.state, state)) return false;
    await this.#rows.update({ id }, { ...values, state } as never);
    await this.changes.publish({ topic: DEPLOYMENT, id });
    return true;
  }

  async delete(id: string): Promise<void> {
    await this.#rows.delete({ id });
    await this.changes.publish({ topic: DEPLOYMENT, id });
  }

  async enqueue(id: string): Promise<void> {
    await this.queue.enqueue({ name: DEPLOYMENT, id });
  }

  get #rows() {
    return this.dataSource.getRepository(DeploymentEntity);
  }
}
