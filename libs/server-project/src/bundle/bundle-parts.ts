import { isBuiltin } from 'node:module';
import { transform } from 'esbuild';
import { bundleSources, type Bundle } from './bundle-sources.js';
import { loaderFile } from './loader-file.js';
import { PART_PARAMETERS } from './loader/part-loader.js';

export type PartsBundle = Pick<Bundle, 'files' | 'shipped'>;

/** The loader, which is started. */
export const SERVER_FILE = 'server.cjs';
/** The part that the loader runs. */
const MAIN_FILE = 'main.cjs';

/** A CommonJS module as Node imports it: with its members by name. */
const AS_IMPORTED = `;{const all=module.exports.default;module.exports={...all,default:all}}`;

/**
 * Bundles a server so that it starts fast: in parts, of which a start reads only those that it needs. What sources
 * import dynamically, packages among it, is a part of its own, loaded when it is wanted.
 *
 * esbuild splits ES modules alone; its parts are made CommonJS one by one, whose code V8 can cache.
 *
 * @param entry Path of the module that starts
 * @throws AppError `generation-failed`
 */
export async function bundleParts(sources: ReadonlyMap<string, string>, entry: string): Promise<PartsBundle> {
  const [loader, bundle] = await Promise.all([
    loaderFile('start'),
    bundleSources(sources, { format: 'parts', entries: new Map([[entry, MAIN_FILE]]) }),
  ]);
  const parts = await Promise.all(
    [...bundle.files.keys()].map(async (name) => [name, await wrapped(name, bundle)] as const),
  );
  const files = new Map([[SERVER_FILE, loader], ...parts.toSorted(([a], [b]) => (a < b ? -1 : 1))]);
  return { files, shipped: bundle.shipped };
}

async function wrapped(name: string, { files, commonJs }: Bundle): Promise<Uint8Array> {
  const text = new TextDecoder().decode(files.get(name)).replace(/^#!.*/u, '');
  // Node's own `import` would go past the loader. What looks like one in a text is none the worse for it.
  const lazy = text.replaceAll(/\bimport\("([\w./:-]+)"\)/gu, (whole, id: string) =>
    files.has(id.slice(2)) || isBuiltin(id) ? `toolwrightImport("${id}")` : whole,
  );
  const { code } = await transform(lazy, {
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    minifyWhitespace: true,
    legalComments: 'none',
  });
  const end = commonJs.has(name) ? AS_IMPORTED : '';
  return new TextEncoder().encode(`(function (${PART_PARAMETERS}) { ${code}${end}\n})`);
}
