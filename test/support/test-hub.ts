import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ContainerRuntime } from '#lib/container-runtime';
import { AppError } from '#lib/diagnostics';
import {
  DeploymentService,
  ReleaseService,
  type DeploymentEntity,
  type DeployRequest,
} from '#lib/deployment';
import { GeneratorService } from '#lib/generator';
import { loadConfig } from '#lib/platform';
import { RegistrationService } from '#lib/registration';
import { describeSource } from '../../libs/registration/src/describe-source.js';
import { startHub, type Hub } from '../../apps/api/src/hub.js';
import { DEFAULT_READ_LIMITS } from '#lib/spec-parser';
import { ScriptedRuntime } from './scripted-runtime.js';

export { callOnce, SteadyCalls } from './steady-calls.js';
export { startUpstream, type SlowUpstream } from './slow-upstream.js';

const PETSTORE = new URL('../specs/petstore-3.0.yaml', import.meta.url);
const VARIABLES = { API_KEY: 'key-1', PETSTORE_AUTH_TOKEN: 'token-1' };

/** A hub in this process, with servers in processes that a test can make misbehave. */
export class TestHub<R extends ContainerRuntime = ScriptedRuntime> {
  private constructor(
    readonly hub: Hub,
    readonly runtime: R,
    readonly dataDir: string,
  ) {}

  static start(env: Readonly<Record<string, string>> = {}): Promise<TestHub> {
    return TestHub.startOn(async (stateDir) => new ScriptedRuntime(stateDir), env);
  }

  static async startOn<T extends ContainerRuntime>(
    makeRuntime: (stateDir: string) => Promise<T>,
    env: Readonly<Record<string, string>> = {},
  ): Promise<TestHub<T>> {
    const dataDir = await mkdtemp(join(tmpdir(), 'toolwright-test-hub-'));
    const config = loadConfig({
      PORT: '0',
      TOOLWRIGHT_DATA_DIR: dataDir,
      TOOLWRIGHT_SAMPLE: '0',
      TOOLWRIGHT_RUNTIME: 'process',
      TOOLWRIGHT_START_TIMEOUT_S: '4',
      TOOLWRIGHT_LOG_LEVEL: 'debug',
      ...env,
    });
    const runtime = await makeRuntime(join(dataDir, 'runtime'));
    const hub = await startHub(config, async () => ({ runtime, reason: 'for a test' }));
    readInThisThread(hub.app.get(RegistrationService), config.allowedNetworks);
    return new TestHub(hub, runtime, dataDir);
  }

  get deployments(): DeploymentService {
    return this.hub.app.get(DeploymentService);
  }

  get releases(): ReleaseService {
    return this.hub.app.get(ReleaseService);
  }

  endpoint({ slug }: { slug: string }): string {
    return `${this.hub.url}/mcp/${slug}`;
  }

  /** Registers the petstore. @returns the API's id */
  async register(): Promise<string> {
    const text = await readFile(PETSTORE, 'utf8');
    const registration = this.hub.app.get(RegistrationService);
    return (await registration.register({ kind: 'text', name: 'petstore.yaml', text })).id;
  }

  /** @returns the id of one that succeeded */
  async generate(apiId: string): Promise<string> {
    const generator = this.hub.app.get(GeneratorService);
    const { id } = await generator.start(apiId);
    await until(async () => (await generator.get(id)).state === 'succeeded');
    return id;
  }

  async deploy(
    generationId: string,
    upstream: { url: string },
    more: Partial<DeployRequest> = {},
  ): Promise<DeploymentEntity> {
    const variables = { ...VARIABLES, UPSTREAM_BASE_URL: upstream.url };
    return this.deployments.deploy(generationId, { variables, limits: {}, ...more });
  }

  async untilState(id: string, state: string): Promise<DeploymentEntity> {
    let row: DeploymentEntity | undefined;
    await until(
      async () => {
        row = await this.deployments.get(id);
        return row.state === state;
      },
      () => `${row?.state} (${row?.reason}) instead of ${state}`,
    );
    return row as DeploymentEntity;
  }

  /** Until the newest release is in this state. */
  async untilRelease(id: string, state: string) {
    await until(async () => (await this.releases.list(id))[0]?.state === state);
    return (await this.releases.list(id))[0]!;
  }

  async close(): Promise<void> {
    await this.hub.close();
    await rm(this.dataDir, { recursive: true, force: true });
  }
}

/** The reader's threads load compiled files, and this process runs on the sources. */
function readInThisThread({ reader }: RegistrationService, allowedNetworks: readonly string[]): void {
  const read: typeof reader.read = async (source, customization) => {
    const outcome = await describeSource({
      source,
      customization,
      limits: DEFAULT_READ_LIMITS,
      fetch: { allowedNetworks, trustEntryUrl: false },
    });
    if (!outcome.ok)
      throw new AppError(outcome.code, { detail: outcome.detail, diagnostics: outcome.diagnostics });
    return outcome.described;
  };
  Object.assign(reader, { read });
}

export async function until(holds: () => Promise<boolean>, explain: () => string = () => ''): Promise<void> {
  const deadline = Date.now() + 40_000;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`not in time: ${explain()}`);
    await sleep(20);
  }
}
