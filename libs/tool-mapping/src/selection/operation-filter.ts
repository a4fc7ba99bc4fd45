import type { Operation } from '#lib/api-description';
import { globTest } from './glob.js';
import type { OperationFilter } from './tool-selection.js';

/** The kinds of lists in a filter, with how a person names one entry. */
export const KINDS = { tags: 'tag', paths: 'path', methods: 'method', operations: 'operation' } as const;

export type FilterKind = keyof typeof KINDS;

/** One entry of a filter. */
export interface FilterEntry {
  readonly kind: FilterKind;
  readonly text: string;
  readonly index: number;
  readonly matches: (operation: Operation) => boolean;
}

/** The entries by kind; kinds without a list are missing, an empty list counts as none. */
export function compileFilter(filter: OperationFilter | undefined): FilterEntry[][] {
  const kinds = Object.keys(KINDS) as FilterKind[];
  return kinds
    .map((kind) =>
      (filter?.[kind] ?? []).map((text, index) => ({ kind, text, index, matches: MATCHERS[kind](text) })),
    )
    .filter((entries) => entries.length > 0);
}

const MATCHERS: Readonly<Record<FilterKind, (text: string) => FilterEntry['matches']>> = {
  tags: (text) => (operation) => operation.tags.includes(text),
  /** `GET`, or `query`, `mutation` and `subscription`. */
  methods: (text) => (operation) =>
    operation.kind === 'http'
      ? operation.method === text.toUpperCase()
      : operation.operationType === text.toLowerCase(),
  paths(text) {
    const test = globTest(text);
    return (operation) => operation.kind === 'http' && test(operation.path);
  },
  operations(text) {
    const test = globTest(text);
    const id = operationKey(text);
    return ({ id: own, operationId }) => own === id || (operationId !== undefined && test(operationId));
  },
};

/** An operation id with its method in upper case; any other text as it is. */
export function operationKey(text: string): string {
  const match = /^([a-zA-Z]+) +(\/.*)$/.exec(text);
  return match === null ? text : `${match[1]?.toUpperCase()} ${match[2]}`;
}
