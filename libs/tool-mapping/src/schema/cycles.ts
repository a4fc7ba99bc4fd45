interface Frame {
  readonly key: string;
  readonly next: Iterator<string>;
}

/**
 * The keys of a graph that can be reached from themselves: Tarjan's strongly connected components ("Depth-first
 * search and linear graph algorithms", 1972), without recursion, since a chain may be thousands of keys long.
 */
export function cycles(
  keys: readonly string[],
  referencesOf: (key: string) => readonly string[],
): ReadonlySet<string> {
  const search = new Search(referencesOf);
  for (const key of keys) search.from(key);
  return search.circular;
}

class Search {
  readonly circular = new Set<string>();
  readonly #order = new Map<string, number>();
  readonly #low = new Map<string, number>();
  readonly #component: string[] = [];
  readonly #inComponent = new Set<string>();

  constructor(readonly referencesOf: (key: string) => readonly string[]) {}

  from(start: string): void {
    if (this.#order.has(start)) return;
    const frames: Frame[] = [this.#enter(start)];
    for (let frame = frames.at(-1); frame !== undefined; frame = frames.at(-1)) {
      const { value, done } = frame.next.next();
      if (done === true) {
        frames.pop();
        this.#leave(frame.key, frames.at(-1)?.key);
      } else if (!this.#order.has(value)) {
        frames.push(this.#enter(value));
      } else if (this.#inComponent.has(value)) {
        this.#lower(frame.key, this.#order.get(value) ?? 0);
        if (value === frame.key) this.circular.add(value);
      }
    }
  }

  #enter(key: string): Frame {
    this.#order.set(key, this.#order.size);
    this.#low.set(key, this.#order.size - 1);
    this.#component.push(key);
    this.#inComponent.add(key);
    return { key, next: this.referencesOf(key)[Symbol.iterator]() };
  }

  #leave(key: string, parent: string | undefined): void {
    const low = this.#low.get(key) ?? 0;
    if (parent !== undefined) this.#lower(parent, low);
    if (low !== this.#order.get(key)) return;
    const members = this.#component.splice(this.#component.lastIndexOf(key));
    for (const member of members) {
      this.#inComponent.delete(member);
      if (members.length > 1) this.circular.add(member);
    }
  }

  #lower(key: string, to: number): void {
    this.#low.set(key, Math.min(this.#low.get(key) ?? to, to));
  }
}
