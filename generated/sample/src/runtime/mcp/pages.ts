/** Clients and proxies refuse messages of some megabytes; a page stays well below. */
const PAGE_CHARS = 900_000;

export interface Page<Item> {
  readonly items: readonly Item[];
  /** The JSON of the items, as an array. */
  readonly text: string;
  readonly nextCursor?: string;
}

/**
 * A list in pages that are the same for every caller. A page is cut when it or a later one is first asked for, so that
 * a server with a thousand tools does not write all of them before it answers.
 */
export class Pages<Item> {
  readonly #pages: Page<Item>[] = [];
  #cut = 0;

  constructor(readonly items: readonly Item[]) {}

  /** Undefined for a cursor that this server did not give out. */
  page(cursor: string | undefined): Page<Item> | undefined {
    const index = cursor === undefined ? 0 : Number(/^page-(\d{1,6})$/.exec(cursor)?.[1] ?? Number.NaN);
    while (this.#pages.length <= index && (this.#cut < this.items.length || this.#pages.length === 0))
      this.#pages.push(this.#next());
    return this.#pages[index];
  }

  #next(): Page<Item> {
    const start = this.#cut;
    const texts: string[] = [];
    for (let size = 0; this.#cut < this.items.length; this.#cut += 1) {
      const text = JSON.stringify(this.items[this.#cut]);
      size += text.length;
      if (size > PAGE_CHARS && texts.length > 0) break;
      texts.push(text);
    }
    const page = { items: this.items.slice(start, this.#cut), text: `[${texts.join(',')}]` };
    const isLast = this.#cut === this.items.length;
    return isLast ? page : { ...page, nextCursor: `page-${this.#pages.length + 1}` };
  }
}
