import { basename, posix } from 'node:path';
import {
  build,
  type BuildOptions,
  type Metafile,
  type OnResolveArgs,
  type OnResolveResult,
  type Plugin,
} from 'esbuild';
import { AppError } from '#lib/diagnostics';
import { findAssetFolders } from '../project/asset-folder.js';

const PROJECT = 'project';

/** What a bundle is made for. */
const FORMATS = {
  /** To run, in parts that are loaded when they are wanted; for {@link bundleParts}, whose loader gives the URL. */
  parts: {
    format: 'esm',
    splitting: true,
    chunkNames: '[name]-[hash]',
    outExtension: { '.js': '.cjs' },
    minifyWhitespace: true,
    minifySyntax: true,
    legalComments: 'none',
    define: { 'import.meta.url': 'toolwrightModuleUrl' },
  },
  /** To run, in one file. In CommonJS a module has no URL of its own: the bundle's is given to it. */
  deployed: {
    format: 'cjs',
    outExtension: { '.js': '.cjs' },
    // Identifiers stay: to keep names beside short ones, esbuild sets them at run time, with every closure anew.
    minifyWhitespace: true,
    minifySyntax: true,
    legalComments: 'none',
    banner: { js: `const toolwrightModuleUrl = require('node:url').pathToFileURL(__filename).href;` },
    define: { 'import.meta.url': 'toolwrightModuleUrl' },
  },
  /** To be read, too. Packages that are CommonJS ask for Node's modules by `require`, which ES modules lack. */
  readable: {
    format: 'esm',
    outExtension: { '.js': '.mjs' },
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
  /** File name to content. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** Every file that is in it, relative to this program's place or below `project:`. */
  readonly inputs: readonly string[];
  /** Those of the inputs of which something is left in a file. */
  readonly shipped: readonly string[];
  /** Those of the files that begin with a CommonJS module: in ES modules, such a file exports that as its default alone. */
  readonly commonJs: ReadonlySet<string>;
}

export interface BundlePlan {
  readonly format: keyof typeof FORMATS;
  /** Path of each module that starts to the file that it is bundled into. */
  readonly entries: ReadonlyMap<string, string>;
}

/**
 * Bundles sources that exist only in memory. Packages come from where this program has its own.
 *
 * @param sources relative POSIX path to text
 * @throws AppError `generation-failed`
 */
export async function bundleSources(
  sources: ReadonlyMap<string, string>,
  { format, entries }: BundlePlan,
): Promise<Bundle> {
  const { packages } = findAssetFolders();
  try {
    const result = await build({
      entryPoints: [...entries].map(([path, name]) => ({
        in: `${PROJECT}:${path}`,
        out: posix.parse(name).name,
      })),
      outdir: packages,
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
    const files = result.outputFiles.map(({ path, contents }) => [basename(path), contents] as const);
    const { metafile } = result;
    const inputs = Object.keys(metafile.inputs);
    return { files: new Map(files), inputs, shipped: shippedOf(metafile), commonJs: commonJsOf(metafile) };
  } catch (error) {
    throw new AppError('generation-failed', { detail: 'The server could not be bundled.', cause: error });
  }
}

function shippedOf({ outputs }: Metafile): string[] {
  const used = Object.values(outputs).flatMap(({ inputs }) => Object.entries(inputs));
  return [...new Set(used.flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 ? path : [])))];
}

function commonJsOf({ inputs, outputs }: Metafile): ReadonlySet<string> {
  const found = Object.entries(outputs).filter(
    ([, { entryPoint }]) => entryPoint !== undefined && inputs[entryPoint]?.format === 'cjs',
  );
  return new Set(found.map(([path]) => basename(path)));
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
