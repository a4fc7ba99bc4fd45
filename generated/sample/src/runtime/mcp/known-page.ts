import { ProtocolError } from '@modelcontextprotocol/server';
import type { Page, Pages } from './pages.js';

const INVALID_PARAMS = -32_602;

/** A page of a list, as it is answered. @throws ProtocolError -32602 for a cursor that this server did not give out */
export function knownPage<Item>(
  pages: Pages<Item>,
  cursor: string | undefined,
): { items: Item[]; next: Pick<Page<Item>, 'nextCursor'> } {
  const page = pages.page(cursor);
  if (page === undefined) throw new ProtocolError(INVALID_PARAMS, 'Unknown cursor: list from the start.');
  const { items, nextCursor } = page;
  return { items: [...items], next: nextCursor === undefined ? {} : { nextCursor } };
}
