import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { DeploymentService, RuntimeContext } from '#lib/deployment';
import { APP_CONFIG, electorate, LeaderLock, shownSettings, type AppConfig } from '#lib/platform';
import { generatorVersion } from '#lib/server-project';
import { Readiness } from './readiness.js';
import type { CheckDto, LimitDto, SystemDto, VersionsDto } from './system.dto.js';

/** What the hub is, how it is, and how it was set up. */
@Injectable()
export class SystemService {
  readonly #startedAt = new Date(Date.now() - process.uptime() * 1_000);

  constructor(
    readonly readiness: Readiness,
    readonly leader: LeaderLock,
    readonly deployments: DeploymentService,
    @Inject(APP_CONFIG) readonly config: AppConfig,
  ) {}

  async describe(): Promise<SystemDto> {
    const { dataSource, context } = this.readiness;
    const [versions, checks, limits, { workers, hasLeader }] = await Promise.all([
      this.#versions(dataSource),
      this.#checks(),
      this.#limits(),
      electorate(dataSource),
    ]);
    return {
      hubId: context.hubId,
      startedAt: this.#startedAt.toISOString(),
      roles: [...this.config.roles],
      versions,
      checks,
      leader: { isThis: this.leader.leads, isThere: hasLeader, workers },
      runtime: { name: context.runtime.name, reason: context.reason },
      limits,
      settings: shownSettings(this.config),
    };
  }

  async #versions(dataSource: DataSource): Promise<VersionsDto> {
    const [row]: { server_version: string }[] = await dataSource.query('SHOW server_version');
    const database = row?.server_version.split(' ')[0] ?? '';
    return { hub: await generatorVersion(), node: process.versions.node, database };
  }

  #checks(): Promise<CheckDto[]> {
    const { context } = this.readiness;
    return Promise.all(
      Object.entries(this.readiness.checks()).map(async ([name, check]) => ({
        name,
        isUp: await check().catch(() => false),
        detail: name === 'runtime' ? await runtimeDetail(context) : this.#place(name),
      })),
    );
  }

  #place(name: string): string {
    const { databaseUrl, redisUrl } = this.config;
    if (name === 'queue') return redisUrl === undefined ? 'In the database' : 'Redis';
    return databaseUrl === undefined ? 'Embedded PostgreSQL' : 'PostgreSQL';
  }

  async #limits(): Promise<LimitDto[]> {
    const { servers, memoryMb, builds } = await this.deployments.occupied();
    const { maxServers, maxMemoryMb = null, maxBuilds } = this.config;
    return [
      { name: 'servers', used: servers, most: maxServers },
      { name: 'memoryMb', used: memoryMb, most: maxMemoryMb },
      { name: 'builds', used: builds, most: maxBuilds },
    ];
  }
}

async function runtimeDetail({ runtime }: RuntimeContext): Promise<string> {
  return runtime.availability().then(
    ({ reason }) => reason,
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
}
