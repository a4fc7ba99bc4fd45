import { readFile, rm, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type Docker from 'dockerode';
import { Client } from 'pg';
import { EmbeddedPostgres } from '#lib/platform';
import { HubProcess } from '../hub-process.js';
import { canHaveOwnEngine, startOwnEngine, type OwnEngine } from '../own-engine.js';
import { RestClient } from '../rest-client.js';
import { startUpstream, type SlowUpstream } from '../slow-upstream.js';

export const DRIVERS = ['process', 'docker'] as const;
export type Driver = (typeof DRIVERS)[number];

const PETSTORE = join('test', 'specs', 'petstore-3.0.yaml');
const VARIABLES = { API_KEY: 'key-1', PETSTORE_AUTH_TOKEN: 'token-1' };

export interface LabDeployment {
  readonly id: string;
  readonly state: string;
  readonly reason: string | null;
  readonly endpoint: string;
}

/** Which drivers this machine has, and why it lacks the others. */
export function driversHere(): Record<Driver, { available: boolean; reason: string }> {
  return { process: { available: true, reason: '' }, docker: canHaveOwnEngine() };
}

/** A hub process, a PostgreSQL server, an upstream and, where the driver wants one, a Docker engine: all for itself. */
export class Lab {
  readonly rest: RestClient;
  apiId = '';
  generationId = '';

  private constructor(
    readonly driver: Driver,
    readonly hub: HubProcess,
    readonly upstream: SlowUpstream,
    readonly services: { postgres: EmbeddedPostgres; folder: string; engine: OwnEngine | undefined },
  ) {
    this.rest = new RestClient(hub.url);
  }

  /** With the petstore registered and generated. */
  static async open(driver: Driver, env: Readonly<Record<string, string>> = {}): Promise<Lab> {
    const folder = await mkdtemp(join(tmpdir(), 'toolwright-lab-'));
    const postgres = new EmbeddedPostgres(join(folder, 'postgres'));
    const engine = driver === 'docker' ? await startOwnEngine() : undefined;
    const hub = await HubProcess.create({
      DATABASE_URL: await postgres.start(),
      TOOLWRIGHT_RUNTIME: driver,
      TOOLWRIGHT_SAMPLE: '0',
      // As in the hub's image.
      MALLOC_ARENA_MAX: '2',
      ...(engine === undefined ? {} : { DOCKER_HOST: engine.host }),
      ...env,
    });
    const lab = new Lab(driver, hub, await startUpstream(), { postgres, folder, engine });
    try {
      await lab.#begin();
      return lab;
    } catch (error) {
      await lab.close();
      throw error;
    }
  }

  get docker(): Docker | undefined {
    return this.services.engine?.docker;
  }

  /** The driver's engine. @throws Error for one without */
  get engine(): OwnEngine {
    if (this.services.engine === undefined) throw new Error(`${this.driver} has no engine.`);
    return this.services.engine;
  }

  async #begin(): Promise<void> {
    await this.hub.start();
    const { body } = await this.rest.post<{ apiKey: string }>('/api/v1/setup', {
      token: this.hub.setupToken(),
    });
    this.rest.key = body.apiKey;
    const api = await this.rest.upload<{ id: string }>(
      '/api/v1/apis',
      'petstore.yaml',
      await readFile(PETSTORE),
    );
    this.apiId = api.body.id;
    this.generationId = await this.generate();
  }

  /** @returns the id of one that succeeded */
  async generate(): Promise<string> {
    const { body } = await this.rest.post<{ id: string }>(`/api/v1/apis/${this.apiId}/generations`);
    const path = `/api/v1/generations/${body.id}`;
    await this.rest.until<{ state: string }>(path, ({ state }) => state === 'succeeded');
    return body.id;
  }

  /** Returns when it is healthy. */
  async deploy(
    more: Readonly<Record<string, unknown>> = {},
    variables: Readonly<Record<string, string>> = {},
  ): Promise<LabDeployment> {
    const { body, status } = await this.rest.post<LabDeployment>(
      `/api/v1/generations/${this.generationId}/deployments`,
      { ...more, variables: { UPSTREAM_BASE_URL: this.upstream.url, ...VARIABLES, ...variables } },
    );
    if (status !== 202) throw new Error(`not deployed: ${status} ${JSON.stringify(body)}`);
    return this.untilState(body.id, 'healthy');
  }

  /** @throws Error when it failed, and nothing of it will come */
  async untilState(id: string, wanted: string): Promise<LabDeployment> {
    const path = `/api/v1/deployments/${id}`;
    const shown = await this.rest.until<LabDeployment>(
      path,
      ({ state }) => state === wanted || state === 'failed',
    );
    if (shown.state !== wanted) throw new Error(`${shown.state}: ${shown.reason}`);
    return shown;
  }

  /** Returns when nothing of it is known any more. */
  async delete(id: string): Promise<void> {
    const path = `/api/v1/deployments/${id}`;
    await this.rest.delete(path);
    await this.rest.until<{ code?: string }>(path, ({ code }) => code === 'not-found');
  }

  async query<T extends object = Record<string, unknown>>(
    sql: string,
    values: readonly unknown[] = [],
  ): Promise<T[]> {
    const client = new Client({ connectionString: this.services.postgres.url });
    await client.connect();
    try {
      return (await client.query<T>(sql, [...values])).rows;
    } finally {
      await client.end();
    }
  }

  async close(): Promise<void> {
    const { postgres, folder, engine } = this.services;
    await this.hub.remove();
    this.upstream.close();
    await postgres.stop();
    await engine?.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }
}
