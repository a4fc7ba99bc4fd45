import { runtimeSources } from '../project/load-template.js';
import { bundleSources } from './bundle-sources.js';
import { licencesOf } from './licences.js';

/** `custom.mjs` is found when the server starts: no bundler may look for it. */
const ENTRY = `import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { runCli } from './cli.js';

const own = new URL('./custom.mjs', import.meta.url);
const loadCustom = async () => (existsSync(own) ? import(own.href) : {});

void runCli(process.argv.slice(2), { dataDir: fileURLToPath(new URL('./data', import.meta.url)), loadCustom });
`;

/** The text of `server.mjs`, and of the licences of what is in it. */
export interface ServerFile {
  readonly text: string;
  readonly licences: string;
}

let made: Promise<ServerFile> | undefined;

/**
 * The whole server with its packages as one ES module, unminified: it serves `data/` beside it, and loads own code
 * from `custom.mjs` where there is one. The same in every project, so that it is made once.
 */
export function serverFile(): Promise<ServerFile> {
  made ??= makeServerFile();
  made.catch(() => {
    made = undefined;
  });
  return made;
}

async function makeServerFile(): Promise<ServerFile> {
  const entry = 'main.ts';
  const sources = new Map([...(await runtimeSources()), [entry, ENTRY]]);
  const { bytes, inputs } = await bundleSources({ sources, entry, format: 'readable' });
  return { text: withoutPlaces(new TextDecoder().decode(bytes)), licences: await licencesOf(inputs) };
}

/** Where packages lie on this machine is in the bundler's comments and module names. */
function withoutPlaces(text: string): string {
  return text
    .replaceAll(/^(\s*\/\/ )(?:\S*\/)?(node_modules\/\S+)$/gmu, '$1$2')
    .replaceAll(/^(\s*")(?:[^"\n]*\/)?(node_modules\/[^"\n]+"\()/gmu, '$1$2')
    .replaceAll(/^(\s*\/\/ )project:/gmu, '$1');
}
