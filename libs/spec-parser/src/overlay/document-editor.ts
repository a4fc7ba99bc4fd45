import { isObject } from '../json.js';
import { setOwn } from './merge.js';

/** Names and indexes from the root. */
export type Location = readonly (string | number)[];

type Container = Record<string | number, unknown>;

/**
 * Changes a parsed document place by place. What is changed is copied first: YAML aliases make one object
 * stand in several places, and an overlay means only the one that it selects.
 */
export class DocumentEditor {
  #root: unknown;
  readonly #own = new WeakSet<object>();

  constructor(root: unknown) {
    this.#root = root;
  }

  get root(): unknown {
    return this.#root;
  }

  replace(location: Location, change: (value: unknown) => unknown): void {
    const key = location.at(-1);
    if (key === undefined) {
      this.#root = change(this.#root);
      return;
    }
    const holder = this.#holderOf(location);
    if (holder !== undefined && Object.hasOwn(holder, key)) setOwn(holder, key, change(holder[key]));
  }

  /** Takes a value out of the object or array that holds it; the root has no holder and stays. */
  remove(location: Location): void {
    const key = location.at(-1);
    const holder = key === undefined ? undefined : this.#holderOf(location);
    if (holder === undefined || key === undefined) return;
    if (Array.isArray(holder)) holder.splice(Number(key), 1);
    else delete holder[key];
  }

  /** The copied object or array that holds a place; undefined when an earlier change took it away. */
  #holderOf(location: Location): Container | undefined {
    this.#root = this.#owned(this.#root);
    let at: unknown = this.#root;
    for (const key of location.slice(0, -1)) {
      if (!isContainer(at) || !Object.hasOwn(at, key)) return undefined;
      const child = this.#owned(at[key]);
      setOwn(at, key, child);
      at = child;
    }
    return isContainer(at) ? at : undefined;
  }

  #owned(value: unknown): unknown {
    if (!isContainer(value) || this.#own.has(value)) return value;
    const copy = (Array.isArray(value) ? [...value] : { ...value }) as Container;
    this.#own.add(copy);
    return copy;
  }
}

function isContainer(value: unknown): value is Container {
  return isObject(value) || Array.isArray(value);
}
