import { basename, posix } from 'node:path';
import { build, type OnResolveArgs, type OnResolveResult, type Plugin } from 'esbuild';
import { AppError } from '#lib/diagnostics';
import { findAssetFolders } from '../project/asset-folder.js';

const PROJECT = 'project';

/** In CommonJS a module has no URL of its own: the bundle's is given to it. */
const MODULE_URL = {
  banner: `const toolwrightModuleUrl = require('node:url').pathToFileURL(__filename).href;`,
  define: { 'import.meta.url': 'toolwrightModuleUrl' },
};

export interface BundlePlan {
  /** Path of each module that starts to the file that it is bundled into. */
  readonly entries: ReadonlyMap<string, string>;
  /** Modules that lie in a file of their own, by path: what imports them dynamically looks for it beside itself. */
  readonly aside: ReadonlyMap<string, string>;
}

/**
 * Bundles TypeScript sources that exist only in memory. Packages come from where this program has its own.
 *
 * @param sources relative POSIX path to text
 * @returns file name to content
 */
export async function bundleSources(
  sources: ReadonlyMap<string, string>,
  { entries, aside }: BundlePlan,
): Promise<ReadonlyMap<string, Uint8Array>> {
  const { packages } = findAssetFolders();
  try {
    const result = await build({
      entryPoints: [...entries].map(([path, name]) => ({
        in: `${PROJECT}:${path}`,
        out: posix.parse(name).name,
      })),
      outdir: packages,
      outExtension: { '.js': '.cjs' },
      bundle: true,
      write: false,
      platform: 'node',
      target: 'node20',
      format: 'cjs',
      minify: true,
      keepNames: true,
      legalComments: 'none',
      logLevel: 'silent',
      absWorkingDir: packages,
      banner: { js: MODULE_URL.banner },
      define: MODULE_URL.define,
      plugins: [inMemory({ sources, aside }, packages)],
    });
    return new Map(result.outputFiles.map(({ path, contents }) => [basename(path), contents]));
  } catch (error) {
    throw new AppError('generation-failed', { detail: 'The server could not be bundled.', cause: error });
  }
}

interface Modules {
  readonly sources: ReadonlyMap<string, string>;
  readonly aside: ReadonlyMap<string, string>;
}

/** Serves the project's own modules; everything else goes esbuild's usual way, from the hub's folder. */
function inMemory(modules: Modules, packages: string): Plugin {
  return {
    name: 'in-memory',
    setup(build) {
      // Narrow filters: each call of a plugin is a message between two processes.
      build.onResolve({ filter: /^project:/ }, ({ path }) => ({
        path: path.slice(PROJECT.length + 1),
        namespace: PROJECT,
      }));
      build.onResolve({ filter: /^\.\.?\//, namespace: PROJECT }, (args) => resolveSource(args, modules));
      build.onLoad({ filter: /.*/, namespace: PROJECT }, ({ path }) => ({
        contents: modules.sources.get(path) ?? '',
        loader: 'ts',
        resolveDir: packages,
      }));
    },
  };
}

function resolveSource(args: OnResolveArgs, { sources, aside }: Modules): OnResolveResult {
  const path = posix.join(posix.dirname(args.importer), args.path).replace(/\.js$/u, '.ts');
  if (!sources.has(path))
    return { errors: [{ text: `${args.importer} imports ${args.path}, which is not there` }] };
  const own = args.kind === 'dynamic-import' ? aside.get(path) : undefined;
  return own === undefined ? { path, namespace: PROJECT } : { path: `./${own}`, external: true };
}
