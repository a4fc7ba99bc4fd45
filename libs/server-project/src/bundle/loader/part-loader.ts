import { isAscii } from 'node:buffer';
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { constants, Script } from 'node:vm';
import { CACHE_SUFFIX, cachedData } from './cache-file.js';
import { withOwnFlags } from './engine-flags.js';

/** What a part is wrapped in, so that its file is read, compiled and run as it is. */
export const PART_PARAMETERS =
  'exports, require, module, __filename, __dirname, toolwrightImport, toolwrightModuleUrl';

/** `stale`: made for other code, or broken; `rejected` by V8, as another version of Node does. */
export type CacheState = 'used' | 'none' | 'stale' | 'rejected';

export interface LoadedPart {
  readonly name: string;
  readonly code: Uint8Array;
  readonly script: Script;
  readonly cache: CacheState;
}

export interface PartLoaderOptions {
  /** Where the parts lie, without a separator at its end. */
  readonly folder: string;
  /** The file that was started: what `import.meta.url` was in the sources. */
  readonly entry: string;
  /** For what is not a part. */
  readonly require: NodeJS.Require;
  readonly loaded?: (part: LoadedPart) => void;
  /** What stack traces call a part: its path, unless told otherwise. A code cache keeps what it was made with. */
  readonly scriptName?: (name: string) => string;
}

interface Module {
  exports: unknown;
}

type Run = (...args: unknown[]) => void;

/** Loads the parts of a bundle, each once and when it is first wanted, with V8's code cache where that fits. */
export class PartLoader {
  readonly #modules = new Map<string, Module>();
  readonly #url: string;

  constructor(readonly options: PartLoaderOptions) {
    this.#url = pathToFileURL(options.entry).href;
  }

  /** @param name Of the file @returns What it exports @throws Error with code MODULE_NOT_FOUND; what the part throws */
  load(name: string): unknown {
    const known = this.#modules.get(name);
    if (known !== undefined) return known.exports;
    const module: Module = { exports: {} };
    this.#modules.set(name, module);
    try {
      this.#run(name, module);
    } catch (error) {
      // As with Node's own modules, the next who wants it may have more luck.
      this.#modules.delete(name);
      throw error;
    }
    return module.exports;
  }

  #run(name: string, module: Module): void {
    const { folder, loaded, scriptName } = this.options;
    const path = `${folder}/${name}`;
    const part = readPart(path, { name, scriptName: scriptName?.(name) ?? path });
    loaded?.(part);
    const run = part.script.runInThisContext() as Run;
    run.call(module.exports, module.exports, this.#require, module, path, folder, this.#import, this.#url);
  }

  /** In the parts themselves, `import` of Node's own modules would work with a warning. */
  readonly #import = async (id: string): Promise<unknown> =>
    isPart(id) ? this.#require(id) : (import(id) as Promise<unknown>);

  readonly #require = Object.assign(
    (id: string): unknown => (isPart(id) ? this.load(id.slice(2)) : this.options.require(id)),
    { resolve: (id: string) => this.options.require.resolve(id) },
  );
}

function isPart(id: string): boolean {
  return id.startsWith('./');
}

function readPart(path: string, names: { name: string; scriptName: string }): LoadedPart {
  const code = readIfThere(path);
  if (code === undefined)
    throw Object.assign(new Error(`Cannot find module '${path}'`), { code: 'MODULE_NOT_FOUND' });
  const file = readIfThere(`${path}${CACHE_SUFFIX}`);
  const data = file === undefined ? undefined : cachedData(file, code);
  const script = new Script(code.toString(isAscii(code) ? 'latin1' : 'utf8'), {
    filename: names.scriptName,
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
    ...(data === undefined ? {} : { cachedData: withOwnFlags(data) }),
  });
  return { name: names.name, code, script, cache: stateOf(script, file, data) };
}

function stateOf(script: Script, file: Buffer | undefined, data: Buffer | undefined): CacheState {
  if (file === undefined) return 'none';
  if (data === undefined) return 'stale';
  return script.cachedDataRejected === true ? 'rejected' : 'used';
}

function readIfThere(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}
