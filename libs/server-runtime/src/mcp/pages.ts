import { ProtocolError } from '@modelcontextprotocol/server';

/** Clients and proxies refuse messages of some megabytes; a page stays well below. */
const PAGE_CHARS = 900_000;
const INVALID_PARAMS = -32_602;

export interface Page<Item> {
  readonly items: Item[];
  readonly nextCursor?: string;
}

/** A list, cut once into pages that are the same for every caller. */
export class Pages<Item> {
  readonly #pages: Item[][];

  constructor(items: readonly Item[]) {
    this.#pages = paginate(items);
  }

  /** @throws ProtocolError -32602 for a cursor that this server did not give out */
  page(cursor: string | undefined): Page<Item> {
    const index = cursor === undefined ? 0 : Number(/^page-(\d{1,6})$/.exec(cursor)?.[1] ?? Number.NaN);
    const items = this.#pages[index];
    if (items === undefined) throw new ProtocolError(INVALID_PARAMS, 'Unknown cursor: list from the start.');
    return index + 1 < this.#pages.length ? { items, nextCursor: `page-${index + 1}` } : { items };
  }
}

function paginate<Item>(items: readonly Item[]): Item[][] {
  const pages: Item[][] = [[]];
  let size = 0;
  for (const item of items) {
    const chars = JSON.stringify(item).length;
    if (size + chars > PAGE_CHARS && size > 0) {
      pages.push([]);
      size = 0;
    }
    pages.at(-1)?.push(item);
    size += chars;
  }
  return pages;
}
