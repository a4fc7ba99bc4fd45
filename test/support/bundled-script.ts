import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** What a script imports to run containers. */
export const CONTAINER_RUNTIME = fileURLToPath(
  new URL('../../libs/container-runtime/index.ts', import.meta.url),
);

/** A script that imports this repository's TypeScript, for a process outside the test runner: too long for an argument, it goes over standard input. */
export async function bundledScript(script: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: script, resolveDir: fileURLToPath(new URL('../..', import.meta.url)), loader: 'ts' },
    bundle: true,
    write: false,
    platform: 'node',
    format: 'esm',
    conditions: ['toolwright-source'],
    packages: 'external',
  });
  return outputFiles[0]?.text ?? '';
}
