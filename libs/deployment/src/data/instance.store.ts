import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource, In } from 'typeorm';
import { containerName } from '../names.js';
import { DeploymentStore } from './deployment.store.js';
import { InstanceEntity, type InstanceState } from './instance.entity.js';
import type { ReleaseEntity } from './release.entity.js';

type Values = Partial<Omit<InstanceEntity, 'id'>>;

/** Servers that hold a place, and the memory they may take together. */
export interface Occupied {
  readonly servers: number;
  readonly memoryMb: number;
}

/** Rows of instances. */
@Injectable()
export class InstanceStore {
  constructor(
    readonly dataSource: DataSource,
    readonly deployments: DeploymentStore,
  ) {}

  /** The release's rows, made where they are missing. */
  async ensure({ id, deploymentId, number, replicas }: ReleaseEntity): Promise<InstanceEntity[]> {
    for (let ordinal = 1; ordinal <= replicas; ordinal += 1) {
      const instanceId = randomUUID();
      await this.#rows
        .createQueryBuilder()
        .insert()
        .values({
          id: instanceId,
          deploymentId,
          releaseId: id,
          ordinal,
          container: containerName(deploymentId, { release: number, ordinal, instanceId }),
          address: null,
          state: 'starting',
          reason: null,
          restarts: 0,
          crashes: 0,
          restartAt: null,
          healthyAt: null,
        })
        .orIgnore()
        .execute();
    }
    return this.#rows.find({ where: { releaseId: id }, order: { ordinal: 'ASC' } });
  }

  of(deploymentId: string): Promise<InstanceEntity[]> {
    return this.#rows.find({ where: { deploymentId }, order: { createdAt: 'ASC', ordinal: 'ASC' } });
  }

  ofRelease(releaseId: string): Promise<InstanceEntity[]> {
    return this.#rows.find({ where: { releaseId }, order: { ordinal: 'ASC' } });
  }

  all(): Promise<InstanceEntity[]> {
    return this.#rows.find();
  }

  find(id: string): Promise<InstanceEntity | null> {
    return this.#rows.findOneBy({ id });
  }

  inStates(...states: InstanceState[]): Promise<InstanceEntity[]> {
    return this.#rows.findBy({ state: In(states) });
  }

  /** A change that others may see: the deployment's state is looked at again. */
  async become(
    { id, deploymentId }: InstanceEntity,
    state: InstanceState,
    values: Values = {},
  ): Promise<void> {
    await this.#rows.update({ id }, { ...values, state } as never);
    await this.deployments.observe(deploymentId);
    await this.deployments.announce(deploymentId);
  }

  /** Rows of containers that are gone. */
  async delete(instances: readonly InstanceEntity[]): Promise<void> {
    if (instances.length === 0) return;
    await this.#rows.delete({ id: In(instances.map(({ id }) => id)) });
    const deployments = new Set(instances.map(({ deploymentId }) => deploymentId));
    for (const id of deployments) {
      await this.deployments.observe(id);
      await this.deployments.announce(id);
    }
  }

  async occupied(): Promise<Occupied> {
    const [row]: { servers: string; memory: string | null }[] = await this.dataSource.query(
      `SELECT count(*) AS servers, sum((releases.limits->>'memoryMb')::int) AS memory
         FROM instances JOIN releases ON releases.id = instances.release_id`,
    );
    return { servers: Number(row?.servers ?? 0), memoryMb: Number(row?.memory ?? 0) };
  }

  get #rows() {
    return this.dataSource.getRepository(InstanceEntity);
  }
}
