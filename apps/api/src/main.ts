import 'reflect-metadata';
import { join } from 'node:path';
import { AppError } from '#lib/diagnostics';
import { IdentityService } from '#lib/identity';
import { hasAllRoles, loadConfig, unknownVariables, type AppConfig } from '#lib/platform';
import { HubAddress } from './http/hub-address.js';
import { isLoopbackOnly } from './http/own-host.js';
import { startHub, type Hub } from './hub.js';
import { banner } from './startup/banner.js';
import { startSample, type Sample } from './startup/sample.js';

/** A stop takes no longer than this, whatever hangs, in milliseconds. */
const STOP_TIMEOUT_MS = 9_000;

/** Starts the hub from the environment and runs it until a signal comes. */
export async function main(): Promise<void> {
  try {
    const config = loadConfig(process.env);
    for (const name of unknownVariables(process.env)) say(`Unknown variable ${name}: is it spelled right?`);
    await run(config);
  } catch (error) {
    say(failureText(error));
    process.exit(1);
  }
}

async function run(config: AppConfig): Promise<void> {
  const stop = new StopOnSignal();
  say('Starting the hub …');
  const started = Date.now();
  const hub = await startHub(config);
  stop.closes(() => hub.close());
  // It is called here through the gateway, and its API listens on this machine's loopback.
  const sample = config.sample && hasAllRoles(config.roles) ? await tryStartSample(hub) : undefined;
  if (sample !== undefined) stop.closes(() => sample.close());
  say(`Ready after ${((Date.now() - started) / 1000).toFixed(1)} s`);
  process.stdout.write(banner(await bannerFacts(hub, sample)));
}

/** The hub is of use without the sample, so its failure is told and no more. */
async function tryStartSample(hub: Hub): Promise<Sample | undefined> {
  try {
    return await startSample(hub, say);
  } catch (error) {
    hub.platform.logger.error({ err: error }, 'sample');
    say(`The sample is not available: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
}

async function bannerFacts(hub: Hub, sample: Sample | undefined) {
  const { config } = hub.platform;
  const { roles } = config;
  const token = roles.includes('api') ? await hub.app.get(IdentityService).newSetupToken() : undefined;
  const url = config.port === 0 ? hub.url : config.publicUrl;
  const deployment = sample?.deployment;
  return {
    url,
    roles,
    setupUrl: token === undefined ? undefined : `${url}/setup?token=${token}`,
    server:
      deployment === undefined
        ? undefined
        : {
            name: deployment.name,
            endpoint: hub.app.get(HubAddress).endpoint(deployment),
            wantsKey: !isLoopbackOnly(config),
          },
    logFile: config.logTo === 'file' ? join(config.dataDir, 'logs', 'hub.log') : undefined,
  };
}

/** Closes in reverse order on the first signal, and gives up on the second. */
class StopOnSignal {
  readonly #closers: (() => Promise<void>)[] = [];
  #stopping = false;

  constructor() {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void this.#stop());
  }

  closes(closer: () => Promise<void>): void {
    this.#closers.push(closer);
  }

  async #stop(): Promise<void> {
    if (this.#stopping) process.exit(1);
    this.#stopping = true;
    say('Stopping …');
    setTimeout(() => process.exit(1), STOP_TIMEOUT_MS).unref();
    for (const closer of this.#closers.toReversed()) await closer().catch(() => undefined);
    say('Stopped.');
    process.exit(0);
  }
}

function say(line: string): void {
  process.stderr.write(`  ${line}\n`);
}

function failureText(error: unknown): string {
  if (error instanceof AppError) return `${error.entry.title}. ${error.detail}\n  ${error.entry.fix}`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
