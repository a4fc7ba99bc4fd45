import { bundleSources, type Bundle } from './bundle-sources.js';
import { licencesOf } from './licences.js';

/** `custom.mjs` is found when the server starts: no bundler may look for it. */
const ENTRY = `import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { runCli } from './cli.js';

const own = new URL('./custom.mjs', import.meta.url);
const loadCustom = async () => (existsSync(own) ? import(own.href) : {});

void runCli(process.argv.slice(2), { dataDir: fileURLToPath(new URL('./data', import.meta.url)), loadCustom });
`;

/** Where a model's code runs, with its interpreter: below the runtime's folder. */
export const SANDBOX = 'modes/code/sandbox-worker.ts';
export const SANDBOX_FILE = 'sandbox-worker.cjs';
const SERVER_FILE = 'server.mjs';

/** A server in single files, and the texts of the licences of what is in them. */
export interface ServerFile {
  readonly server: string;
  /** What the server starts a thread from in the mode `code`. */
  readonly sandbox?: string;
  readonly licences: string;
}

const made = new Map<string, Promise<ServerFile>>();

/**
 * The whole server with its packages as one ES module, unminified: it serves `data/` beside it, and loads own code
 * from `custom.mjs` where there is one. The same in every project with the same runtime, so that it is made once.
 *
 * @param runtime The runtime's sources by path below its folder
 */
export function serverFile(runtime: ReadonlyMap<string, string>, withSandbox: boolean): Promise<ServerFile> {
  const key = `${withSandbox} ${[...runtime.keys()].join(' ')}`;
  const known = made.get(key) ?? makeServerFile(runtime, withSandbox);
  made.set(key, known);
  known.catch(() => made.delete(key));
  return known;
}

async function makeServerFile(
  runtime: ReadonlyMap<string, string>,
  withSandbox: boolean,
): Promise<ServerFile> {
  const sources = new Map([...runtime, ['main.ts', ENTRY]]);
  const server = await bundleSources(sources, {
    format: 'readable',
    entries: new Map([['main.ts', SERVER_FILE]]),
  });
  const texts = { server: withoutPlaces(textOf(server, SERVER_FILE)) };
  if (!withSandbox) return { ...texts, licences: await licencesOf(server.inputs) };
  const sandbox = await bundleSources(runtime, {
    format: 'deployed',
    entries: new Map([[SANDBOX, SANDBOX_FILE]]),
  });
  const licences = await licencesOf([...server.inputs, ...sandbox.inputs]);
  return { ...texts, sandbox: textOf(sandbox, SANDBOX_FILE), licences };
}

function textOf({ files }: Bundle, name: string): string {
  return new TextDecoder().decode(files.get(name));
}

/** Where packages lie on this machine is in the bundler's comments and module names. */
function withoutPlaces(text: string): string {
  return text
    .replaceAll(/^(\s*\/\/ )(?:\S*\/)?(node_modules\/\S+)$/gmu, '$1$2')
    .replaceAll(/^(\s*")(?:[^"\n]*\/)?(node_modules\/[^"\n]+"\()/gmu, '$1$2')
    .replaceAll(/^(\s*\/\/ )project:/gmu, '$1');
}
