import MiniSearch from 'minisearch';
import type { ToolDefinition } from '../../format.js';
import { fitOf } from './acts.js';
import { addressOf } from './address.js';
import { entriesOf, type Entry, type OperationText } from './entries.js';
import { readRequest, type Request } from './request.js';
import { synonymsOf } from './synonyms.js';
import { stemOf, wordsOf } from './words.js';
import { Vocabulary } from './vocabulary.js';

/*
 * All weights are tuned on the first half of the labelled requests in test/medium/search/queries; the
 * other half says what they are worth.
 */

/** How much a match in each field says. */
const BOOST: Readonly<Record<keyof OperationText, number>> = {
  name: 2.5,
  title: 1.5,
  path: 5,
  tag: 1,
  description: 0.75,
  args: 1,
};
const BM25 = { k: 1.2, b: 0.75, d: 0.3 };
const ACT_WEIGHT = 0.25;
/** Of a synonym where the description uses the word that was asked for, and where it does not. */
const SYNONYM_WEIGHT = { known: 0.35, unknown: 0.9 };
const DEPRECATED_WEIGHT = 0.8;
/** Each further operation of the same method on the same kind of thing gives way a little to others. */
const VARIANT_WEIGHT = 0.9;
const MOST_VARIED = 50;

interface Ranked {
  readonly tool: ToolDefinition;
  readonly score: number;
}

/**
 * Finds operations by what they do, in memory: BM25 over names, paths, texts and arguments, then weighed
 * by how much of what an operation is about was asked for, and by whether its method does what was asked.
 */
export class OperationIndex {
  readonly #index: MiniSearch<Entry>;
  readonly #entries: readonly Entry[];
  readonly #vocabulary: Vocabulary;
  /** In how many identities each stem stands. */
  readonly #spread = new Map<string, number>();

  /** @param tags the group of each tool, in the same order */
  constructor(
    readonly tools: readonly ToolDefinition[],
    tags: readonly string[],
  ) {
    this.#vocabulary = new Vocabulary(
      tools.flatMap(({ name, title = '', description }) => [name, title, description]),
    );
    this.#entries = entriesOf(tools, tags, this.#vocabulary);
    this.#index = new MiniSearch<Entry>({
      fields: Object.keys(BOOST),
      tokenize: wordsOf,
      processTerm: stemOf,
      searchOptions: { bm25: BM25 },
    });
    this.#index.addAll(this.#entries);
    for (const stem of this.#entries.flatMap(({ identity }) => [...identity]))
      this.#spread.set(stem, (this.#spread.get(stem) ?? 0) + 1);
  }

  /** Best first, at most `limit`; empty where nothing matches. */
  find(text: string, limit: number): ToolDefinition[] {
    const request = readRequest(text, this.#vocabulary);
    const { things } = request;
    const replaced = new Set(
      [...things.keys()].filter((stem) => !this.#spread.has(stem)).flatMap(synonymsOf),
    );
    const weightOf = (stem: string) =>
      things.get(stem) ?? (replaced.has(stem) ? SYNONYM_WEIGHT.unknown : SYNONYM_WEIGHT.known);
    const found = this.#index.search([...things.keys(), ...request.acts].join(' '), {
      boost: { ...BOOST },
      tokenize: (stems) => stems.split(' '),
      processTerm: (stem) => (things.has(stem) ? [stem, ...synonymsOf(stem)] : stem),
      boostTerm: (stem) => (request.acts.has(stem) ? ACT_WEIGHT : weightOf(stem)),
    });
    const ranked = found.flatMap(({ id, score }) => this.#rank(id as number, score, request));
    return varied(ranked.toSorted(byScore))
      .slice(0, limit)
      .map(({ tool }) => tool);
  }

  /** Names that are most like one that is not there. */
  near(name: string, limit: number): string[] {
    const found = this.#index.search(name, { fields: ['name'], fuzzy: 0.25, prefix: true });
    return found.slice(0, limit).flatMap(({ id }) => this.tools[id as number]?.name ?? []);
  }

  #rank(id: number, score: number, request: Request): Ranked[] {
    const [entry, tool] = [this.#entries[id], this.tools[id]];
    if (entry === undefined || tool === undefined) return [];
    const about = (0.4 + 0.6 * this.#shareAskedFor(entry, request)) ** 1.5;
    const fit = fitOf(request.act, addressOf(tool));
    return [{ tool, score: score ** 0.8 * about * fit * (entry.isDeprecated ? DEPRECATED_WEIGHT : 1) }];
  }

  /** How much of what the operation is about the request speaks of, rare words counting more: 0 to 1. */
  #shareAskedFor({ identity }: Entry, { things }: Request): number {
    const spokenOf = new Set([...things.keys()].flatMap((stem) => [stem, ...synonymsOf(stem)]));
    let whole = 0;
    let asked = 0;
    for (const stem of identity) {
      const rarity = Math.log(1 + this.#entries.length / (1 + (this.#spread.get(stem) ?? 0)));
      whole += rarity;
      if (spokenOf.has(stem)) asked += rarity;
    }
    return whole === 0 ? 1 : asked / whole;
  }
}

function byScore(a: Ranked, b: Ranked): number {
  return b.score - a.score;
}

/** APIs offer much the same for a user, a team and an organization: these do not fill the whole answer. */
function varied(ranked: readonly Ranked[]): Ranked[] {
  const seen = new Map<string, number>();
  return ranked
    .slice(0, MOST_VARIED)
    .map(({ tool, score }) => {
      const kind = kindOf(tool);
      const earlier = seen.get(kind) ?? 0;
      seen.set(kind, earlier + 1);
      return { tool, score: score * VARIANT_WEIGHT ** earlier };
    })
    .toSorted(byScore);
}

/** The method and the last fixed segment of the path. */
function kindOf(tool: ToolDefinition): string {
  const { method, path } = addressOf(tool);
  return `${method} ${path.split('/').findLast((segment) => !segment.includes('{')) ?? ''}`;
}
