import type { JsonSchema } from '#lib/api-description';
import { fromPointer } from '#lib/diagnostics';
import type { Spot } from './spot.js';

/** Tokens of a pointer that say where schemas live, not what one is called. */
const CONTAINERS = new Set([
  'components',
  'schemas',
  'definitions',
  '$defs',
  'properties',
  'schema',
  'content',
  'paths',
]);

/**
 * The shared schemas of one reading: each `$ref` target once, under a readable key. Targets are
 * converted from a queue, so that recursion in the description is none here.
 */
export class SchemaRegistry {
  readonly #keys = new Map<string, string>();
  readonly #taken = new Set<string>();
  readonly #queue: { key: string; spot: Spot }[] = [];
  readonly #converted = new Map<string, JsonSchema>();

  /** @param locate The spot at `uri#pointer`, where there is one */
  constructor(readonly locate: (target: string) => Spot | undefined) {}

  /** The key of the schema at `uri#pointer`; undefined when there is nothing. */
  keyOf(target: string): string | undefined {
    const known = this.#keys.get(target);
    if (known !== undefined) return known;
    const spot = this.locate(target);
    if (spot === undefined) return undefined;
    const key = this.#freeKey(nameOf(target));
    this.#keys.set(target, key);
    this.#queue.push({ key, spot });
    return key;
  }

  /** Converts everything reached so far and by that. Keys are sorted: the result does not depend on the order of use. */
  finish(convert: (spot: Spot) => JsonSchema): Record<string, JsonSchema> {
    for (let next = this.#queue.pop(); next !== undefined; next = this.#queue.pop()) {
      this.#converted.set(next.key, convert(next.spot));
    }
    return Object.fromEntries([...this.#converted].toSorted(([a], [b]) => (a < b ? -1 : 1)));
  }

  #freeKey(name: string): string {
    let key = name;
    for (let count = 2; this.#taken.has(key); count += 1) key = `${name}_${count}`;
    this.#taken.add(key);
    return key;
  }
}

/** The last telling token of the pointer, else the document's name without its ending. */
function nameOf(target: string): string {
  const cut = target.indexOf('#');
  const tokens = fromPointer(target.slice(cut + 1)).filter((token) => !CONTAINERS.has(token));
  const last = tokens.at(-1);
  if (last !== undefined && !/^\d+$/.test(last)) return last;
  const file = target.slice(0, cut).split('/').at(-1) ?? '';
  const stem = decodeURIComponent(file.replace(/\.[^.]*$/, '')) || 'schema';
  return last === undefined ? stem : `${stem}_${tokens.slice(-2).join('_')}`;
}
