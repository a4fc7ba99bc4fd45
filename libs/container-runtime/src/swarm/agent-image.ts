import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { ImageBuild } from '../container-runtime.js';

/** The agent's program as an image: one file, made of the same sources that the hub runs. */
export async function agentImage(): Promise<ImageBuild> {
  const { build } = await import('esbuild');
  const compiled = fileURLToPath(new URL('./agent.js', import.meta.url));
  const { outputFiles } = await build({
    // This module is run as a build, and by the tests as it is.
    entryPoints: [existsSync(compiled) ? compiled : compiled.replace(/\.js$/u, '.ts')],
    bundle: true,
    write: false,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    minify: true,
    logLevel: 'silent',
  });
  const content = outputFiles[0]?.contents ?? new Uint8Array();
  return {
    name: 'toolwright/agent',
    version: createHash('sha256').update(content).digest('hex').slice(0, 16),
    files: new Map([['agent.cjs', content]]),
    entry: 'agent.cjs',
    labels: {},
  };
}
