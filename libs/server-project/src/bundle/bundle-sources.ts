import { posix } from 'node:path';
import { build, type BuildOptions, type OnResolveArgs, type OnResolveResult, type Plugin } from 'esbuild';
import { AppError } from '#lib/diagnostics';
import { findAssetFolders } from '../project/asset-folder.js';

const PROJECT = 'project';

/** What a bundle is made for. */
const FORMATS = {
  /** To run, started as fast as can be. In CommonJS a module has no URL of its own: the bundle's is given to it. */
  deployed: {
    format: 'cjs',
    minify: true,
    keepNames: true,
    legalComments: 'none',
    banner: { js: `const toolwrightModuleUrl = require('node:url').pathToFileURL(__filename).href;` },
    define: { 'import.meta.url': 'toolwrightModuleUrl' },
  },
  /** To be read, too. Packages that are CommonJS ask for Node's modules by `require`, which ES modules lack. */
  readable: {
    format: 'esm',
    legalComments: 'inline',
    charset: 'utf8',
    banner: {
      js: `#!/usr/bin/env node
import { createRequire as toolwrightCreateRequire } from 'node:module';
const require = toolwrightCreateRequire(import.meta.url);`,
    },
  },
} as const satisfies Record<string, BuildOptions>;

export interface Bundle {
  readonly bytes: Uint8Array;
  /** Every file that is in it, relative to this program's place or below `project:`. */
  readonly inputs: readonly string[];
}

/** Files that are bundled, and what they are bundled for. */
export interface BundleInput {
  /** Relative POSIX path to text. */
  readonly sources: ReadonlyMap<string, string>;
  /** One of the paths. */
  readonly entry: string;
  readonly format: keyof typeof FORMATS;
}

/**
 * Bundles sources that exist only in memory. Packages come from where this program has its own.
 *
 * @throws AppError `generation-failed`
 */
export async function bundleSources({ sources, entry, format }: BundleInput): Promise<Bundle> {
  const { packages } = findAssetFolders();
  try {
    const result = await build({
      entryPoints: [`${PROJECT}:${entry}`],
      bundle: true,
      write: false,
      metafile: true,
      platform: 'node',
      target: 'node20',
      ...FORMATS[format],
      logLevel: 'silent',
      absWorkingDir: packages,
      plugins: [inMemory(sources, packages)],
    });
    const file = result.outputFiles[0];
    if (file === undefined) throw new Error('esbuild wrote no file');
    return { bytes: file.contents, inputs: Object.keys(result.metafile.inputs) };
  } catch (error) {
    throw new AppError('generation-failed', { detail: 'The server could not be bundled.', cause: error });
  }
}

/** Serves the project's own modules; everything else goes esbuild's usual way, from the hub's folder. */
function inMemory(sources: ReadonlyMap<string, string>, packages: string): Plugin {
  return {
    name: 'in-memory',
    setup(build) {
      // Narrow filters: each call of a plugin is a message between two processes.
      build.onResolve({ filter: /^project:/ }, ({ path }) => ({
        path: path.slice(PROJECT.length + 1),
        namespace: PROJECT,
      }));
      build.onResolve({ filter: /^\.\.?\//, namespace: PROJECT }, (args) => resolveSource(args, sources));
      build.onLoad({ filter: /.*/, namespace: PROJECT }, ({ path }) => ({
        contents: sources.get(path) ?? '',
        loader: path.endsWith('.ts') ? 'ts' : 'js',
        resolveDir: packages,
      }));
    },
  };
}

function resolveSource(args: OnResolveArgs, sources: ReadonlyMap<string, string>): OnResolveResult {
  const path = posix.join(posix.dirname(args.importer), args.path).replace(/\.js$/u, '.ts');
  if (!sources.has(path))
    return { errors: [{ text: `${args.importer} imports ${args.path}, which is not there` }] };
  return { path, namespace: PROJECT };
}
