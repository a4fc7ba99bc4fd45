import { refuseFaults } from '#lib/customization';
import { serveHttp, serveStandardStreams, toolData, type RunningServer } from '#lib/server-runtime';
import { readCustomization } from './customize.js';
import type { CustomizeOptions } from './customize-options.js';
import { readTools } from './read-tools.js';

const STOP_GRACE_MS = 5_000;

/** Serves a description's tools from memory, as its generated project would. */
export async function run(
  spec: string,
  options: CustomizeOptions & { stdio?: boolean; http?: number },
): Promise<void> {
  const { toolSet, diagnostics } = await readTools(spec, await readCustomization(options));
  refuseFaults(diagnostics);
  const data = toolData(toolSet.manifest, toolSet.files);
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
