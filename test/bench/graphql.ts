import { existsSync } from 'node:fs';
import { renderProject } from '#lib/server-project';
import { DEFAULT_READ_LIMITS, readApiDescription } from '#lib/spec-parser';
import { mapTools } from '#lib/tool-mapping';
import { medianOf, type Figure } from './figures.js';
import { timed } from './timing.js';

const TARGET_MS = 3000;

/** From a GraphQL schema's file to the rendered project; nothing where the file is not at hand. */
export async function graphqlFigures(name: string, path: string, rounds: number): Promise<Figure[]> {
  if (!existsSync(path)) return [];
  const options = { limits: DEFAULT_READ_LIMITS, fetch: { allowedNetworks: [], trustEntryUrl: false } };
  const read = () => readApiDescription({ kind: 'path', path }, options);
  // The first round loads the library.
  const first = await timed(1, async () => renderProject(mapTools((await read()).api)));
  const all = await timed(rounds, async () => renderProject(mapTools((await read()).api)));
  const parse = await timed(rounds, read);
  return [
    { case: name, what: 'GraphQL: parse', unit: 'ms', ...medianOf(parse) },
    { case: name, what: 'GraphQL: parse to project, first', unit: 'ms', ...medianOf(first) },
    { case: name, what: 'GraphQL: parse to project', unit: 'ms', ...medianOf(all), target: TARGET_MS },
  ];
}
