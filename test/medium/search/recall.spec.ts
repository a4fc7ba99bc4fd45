import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import MiniSearch from 'minisearch';
import { describe, expect, it } from 'vitest';
import { toolData, type ToolData } from '#lib/server-runtime';
import { addressOf } from '../../../libs/server-runtime/src/modes/search/address.js';
import { OperationIndex } from '../../../libs/server-runtime/src/modes/search/operation-index.js';
import { corporaDir } from '../../support/corpora.js';
import { toolsOf } from '../../support/read-spec.js';

interface Labelled {
  readonly query: string;
  /** Any of them is right. */
  readonly operations: readonly string[];
}

interface QuerySet {
  readonly description: string;
  /** Below `openapi/` of the corpora. */
  readonly file: string;
  /** The ranking's weights were chosen on these. */
  readonly tuning: readonly Labelled[];
  /** And on these they were not. */
  readonly heldOut: readonly Labelled[];
}

type Find = (query: string) => readonly string[];

const FOLDER = fileURLToPath(new URL('./queries', import.meta.url));
const SETS = readdirSync(FOLDER).map(
  (name) => JSON.parse(readFileSync(join(FOLDER, name), 'utf8')) as QuerySet,
);
const DEPTHS = [1, 3, 5];
const corpora = corporaDir();

/** Share of requests with a right operation among the first 1, 3 and 5. */
function recall(queries: readonly Labelled[], find: Find): number[] {
  const ranks = queries.map(({ query, operations }) =>
    find(query).findIndex((operation) => operations.includes(operation)),
  );
  return DEPTHS.map((depth) => ranks.filter((rank) => rank >= 0 && rank < depth).length / ranks.length);
}

function shown(values: readonly number[]): string {
  return values.map((value) => value.toFixed(3)).join('  ');
}

/** BM25 as it comes: the same fields, whole words, no weights. */
function plainSearch({ tools, tags }: ToolData): Find {
  const index = new MiniSearch({ fields: ['name', 'title', 'path', 'tag', 'description', 'args'] });
  index.addAll(
    tools.map(({ name, title = '', description, binding, inputSchema }, id) => ({
      id,
      name,
      title,
      description,
      path: addressOf({ binding }).path,
      tag: tags[id],
      args: Object.keys(inputSchema.properties).join(' '),
    })),
  );
  return (query) =>
    index
      .search(query)
      .slice(0, 5)
      .map(({ id }) => tools[id as number]?.operation ?? '');
}

describe.skipIf(corpora === undefined)('finding operations by what they do', () => {
  it.each(SETS)('$description', async ({ description, file, tuning, heldOut }) => {
    const { manifest, files } = await toolsOf(join(corpora ?? '', 'openapi', file));
    const data = toolData(manifest, files);
    const known = new Set(data.tools.map(({ operation }) => operation));
    const all = [...tuning, ...heldOut];
    expect(all.flatMap(({ operations }) => operations).filter((operation) => !known.has(operation))).toEqual(
      [],
    );
    expect(all.length).toBeGreaterThanOrEqual(40);
    const index = new OperationIndex(data.tools, data.tags);
    const find: Find = (query) => index.find(query, 5).map(({ operation }) => operation);
    const plain = plainSearch(data);
    const lines = Object.entries({ tuning, 'held out': heldOut, all }).map(
      ([name, queries]) =>
        `  ${name.padEnd(9)} ${String(queries.length).padStart(4)}   ${shown(recall(queries, find))}     ${shown(recall(queries, plain))}`,
    );
    console.log(
      `${description}: ${manifest.toolCount} operations; recall at 1, 3 and 5\n${' '.repeat(18)}ours                    plain BM25\n${lines.join('\n')}`,
    );
    expect(recall(all, find).at(-1)).toBeGreaterThanOrEqual(0.9);
  });
});
