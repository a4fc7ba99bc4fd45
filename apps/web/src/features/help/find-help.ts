import MiniSearch from 'minisearch';
import { topics } from 'virtual:help';
import { ERROR_CATALOG } from '../../../../../libs/diagnostics/src/error-catalog.js';

export const ERROR_CODES = 'error-codes';

/** From the hub's own catalogue, as it was when the pages were built with it. */
export const errorCodes = Object.entries(ERROR_CATALOG)
  .map(([code, { title, cause, fix }]) => ({ code, title, cause, fix }))
  .toSorted((one, other) => one.code.localeCompare(other.code));

export interface Found {
  readonly id: string;
  readonly topic: string;
  readonly hash: string;
  readonly title: string;
  readonly page: string;
}

const search = new MiniSearch<Found & { readonly text: string }>({
  fields: ['title', 'text'],
  storeFields: ['topic', 'hash', 'title', 'page'],
  searchOptions: { prefix: true, fuzzy: 0.15, boost: { title: 3 }, combineWith: 'AND' },
});
search.addAll(
  topics.flatMap(({ id, title: page, sections }) =>
    sections.map((section) => ({
      id: `${id}#${section.id}`,
      topic: id,
      hash: section.id,
      title: section.title,
      page,
      text: section.text,
    })),
  ),
);
search.addAll(
  errorCodes.map(({ code, title, cause, fix }) => ({
    id: `${ERROR_CODES}#${code}`,
    topic: ERROR_CODES,
    hash: code,
    title: `${code}: ${title}`,
    page: '',
    text: `${cause} ${fix}`,
  })),
);

/** The sections that hold all the words, best first. */
export function findHelp(wanted: string, most = 20): Found[] {
  return search.search(wanted).slice(0, most) as unknown as Found[];
}
