import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const SOURCE = fileURLToPath(
  new URL('../../libs/server-runtime/src/modes/code/sandbox-worker.ts', import.meta.url),
);

/** The sandbox's thread, compiled as a bundle has it: Node 20 starts no thread from TypeScript. */
export async function compileSandboxWorker(): Promise<{ url: URL; remove: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'sandbox-'));
  const outfile = join(folder, 'sandbox-worker.cjs');
  await build({ entryPoints: [SOURCE], bundle: true, platform: 'node', format: 'cjs', outfile });
  return { url: pathToFileURL(outfile), remove: () => rm(folder, { recursive: true }) };
}
