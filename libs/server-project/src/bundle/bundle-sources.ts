import { posix } from 'node:path';
import { build, type OnResolveArgs, type OnResolveResult, type Plugin } from 'esbuild';
import { AppError } from '#lib/diagnostics';
import { findAssetFolders } from '../project/asset-folder.js';

const PROJECT = 'project';

/** In CommonJS a module has no URL of its own: the bundle's is given to it. */
const MODULE_URL = {
  banner: `const toolwrightModuleUrl = require('node:url').pathToFileURL(__filename).href;`,
  define: { 'import.meta.url': 'toolwrightModuleUrl' },
};

/**
 * Bundles TypeScript sources that exist only in memory. Packages come from where this program has its own.
 *
 * @param sources relative POSIX path to text
 * @param entry one of the paths
 */
export async function bundleSources(
  sources: ReadonlyMap<string, string>,
  entry: string,
): Promise<Uint8Array> {
  const { packages } = findAssetFolders();
  try {
    const result = await build({
      entryPoints: [`${PROJECT}:${entry}`],
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
      plugins: [inMemory(sources, packages)],
    });
    const file = result.outputFiles[0];
    if (file === undefined) throw new Error('esbuild wrote no file');
    return file.contents;
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
        loader: 'ts',
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
