import { refuseFaults } from '#lib/customization';
import {
  serveHttp,
  serveStandardStreams,
  toolData,
  type RunningServer,
  type ToolMode,
} from '#lib/server-runtime';
import { readCustomization } from './customize.js';
import { readTools, type SpecOptions } from './read-tools.js';

export interface RunOptions extends SpecOptions {
  readonly stdio?: boolean;
  readonly http?: number;
  readonly mode: ToolMode;
}

const STOP_GRACE_MS = 5_000;

/** Serves a description's tools from memory, as its generated project would. */
export async function run(spec: string, options: RunOptions): Promise<void> {
  const { toolSet, diagnostics } = await readTools(spec, options, await readCustomization(options));
  refuseFaults(diagnostics);
  const data = toolData({ ...toolSet.manifest, mode: options.mode }, toolSet.files, toolSet.graphqlTypes);
  if (options.http === undefined) {
    const server = await serveStandardStreams(data, process.env);
    stopOnSignal(server);
    process.stdin.once('end', () => void stop(server));
    return;
  }
  stopOnSignal(await serveHttp(data, process.env, options.http));
}

function stopOnSignal(server: RunningServer): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop(server));
}

/** Ends in bounded time, whatever hangs. */
async function stop(server: RunningServer): Promise<void> {
  setTimeout(() => process.exit(1), STOP_GRACE_MS).unref();
  await server.close();
  process.exit(0);
}
