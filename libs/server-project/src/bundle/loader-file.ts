import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** Programs that run beside a bundle's parts: `start` is its `server.cjs`. */
export type LoaderProgram = 'start' | 'make-caches';

const made = new Map<LoaderProgram, Promise<Uint8Array>>();

/** A program of the folder `loader` as one CommonJS file. */
export function loaderFile(program: LoaderProgram): Promise<Uint8Array> {
  const known = made.get(program) ?? makeLoaderFile(program);
  made.set(program, known);
  known.catch(() => made.delete(program));
  return known;
}

async function makeLoaderFile(program: LoaderProgram): Promise<Uint8Array> {
  const { outputFiles } = await build({
    entryPoints: [placeOf(program)],
    bundle: true,
    write: false,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    minify: true,
    keepNames: true,
    sourcemap: false,
    logLevel: 'silent',
  });
  const [file] = outputFiles;
  if (file === undefined) throw new Error('esbuild wrote no file');
  return file.contents;
}

/** This module is run as a build, and by the tests as it is. */
function placeOf(program: LoaderProgram): string {
  const compiled = fileURLToPath(new URL(`./loader/${program}.js`, import.meta.url));
  return existsSync(compiled) ? compiled : compiled.replace(/\.js$/u, '.ts');
}
