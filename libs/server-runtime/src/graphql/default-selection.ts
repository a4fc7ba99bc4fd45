import { prune, selectField, selectType, emptySelection, type Selection } from './selection.js';
import type { OutputField, TypeIndex } from './type-index.js';

/** How much is selected when nobody says what is wanted. */
export interface SelectionLimits {
  /** Scalars and enums in the whole document. */
  readonly leaves: number;
  /** Scalars and enums of one value, by its distance from the result; objects further away are left out. */
  readonly leavesByRank: readonly number[];
  /** Nesting of the document. */
  readonly depth: number;
  /** An interface or union of more object types than this gets no part for each of them. */
  readonly parts: number;
}

/** For the result of a tool. */
export const RESULT_LIMITS: SelectionLimits = {
  leaves: 60,
  leavesByRank: [30, 6, 3],
  depth: 5,
  parts: 10,
};
/** For an object that is asked for without saying which of its fields. */
export const INNER_LIMITS: SelectionLimits = { leaves: 30, leavesByRank: [15, 3], depth: 3, parts: 6 };

/** A value on the way from the result. */
interface Visit {
  readonly selection: Selection;
  readonly rank: number;
  /** Types from the result to here: none is selected inside itself. */
  readonly path: readonly string[];
}

/**
 * What a tool answers unless fields are named: breadth first, scalars and enums before objects, up to the
 * limits. Fields that need arguments, deprecated fields and lists that have to be paged are left out.
 */
export function defaultSelection(
  types: TypeIndex,
  type: string,
  limits: SelectionLimits = RESULT_LIMITS,
): Selection {
  const root = emptySelection(type);
  const budget = { leaves: limits.leaves };
  let level: Visit[] = [{ selection: root, rank: 0, path: [type] }];
  for (let depth = 0; depth < limits.depth && level.length > 0; depth += 1) {
    for (const visit of level) selectLeaves(types, visit, limits, budget);
    level = budget.leaves > 0 ? level.flatMap((visit) => innerVisits(types, visit, limits)) : [];
    level = level.slice(0, budget.leaves);
  }
  if (prune(root)) root.typename = true;
  return root;
}

type Budget = { leaves: number };

function selectLeaves(types: TypeIndex, visit: Visit, limits: SelectionLimits, budget: Budget): void {
  const { selection } = visit;
  const most = Math.min(limits.leavesByRank[visit.rank] ?? 0, budget.leaves);
  takeLeaves(types, selection, most);
  budget.leaves -= selection.fields.size;
  if (!types.isAbstract(selection.type)) return;
  selection.typename = true;
  const possible = types.possible(selection.type);
  const parts = possible.length <= limits.parts ? possible : [];
  const each = Math.max(2, Math.floor((most - selection.fields.size) / Math.max(1, parts.length)));
  for (const type of parts) {
    const part = selectType(selection, type);
    takeLeaves(types, part, Math.min(each, budget.leaves), selection);
    budget.leaves -= part.fields.size;
  }
}

/** @param around What is selected of the interface already */
function takeLeaves(types: TypeIndex, into: Selection, most: number, around?: Selection): void {
  const leaves = [...types.fields(into.type).values()].filter(
    (field) => isWanted(field) && types.isLeaf(field.named) && !around?.fields.has(field.name),
  );
  const forward = into.type === 'PageInfo' ? leaves.filter(isForward) : [];
  const chosen = mostTelling(forward.length > 0 ? forward : leaves, most);
  for (const field of chosen) selectField(into, field, types);
}

function innerVisits(types: TypeIndex, visit: Visit, limits: SelectionLimits): Visit[] {
  const { selection, path } = visit;
  // An envelope (a connection, a mutation's payload) costs no distance: what is in it is the result.
  const isEnvelope = selection.fields.size <= 2 && types.possible(selection.type).length === 0;
  const rank = isEnvelope ? visit.rank : visit.rank + 1;
  const own = rank >= limits.leavesByRank.length ? [] : innerFields(types, selection.type);
  const visits = own
    .filter((field) => !path.includes(field.named))
    .map((field) => selectField(selection, field, types))
    .flatMap(({ selection: inner }) =>
      inner === undefined ? [] : [{ selection: inner, rank, path: [...path, inner.type] }],
    );
  const parts = [...selection.on.values()].map((part) => ({ ...visit, selection: part }));
  return [...visits, ...parts.flatMap((part) => innerVisits(types, part, limits))];
}

/** Objects that may be entered without being asked for. */
function innerFields(types: TypeIndex, type: string): OutputField[] {
  const fields = [...types.fields(type).values()].filter(
    (field) => isWanted(field) && !types.isLeaf(field.named),
  );
  if (!isConnection(types, type)) return fields.filter((field) => !isPaged(types, field));
  const items = fields.filter(({ name }) => name === 'nodes');
  const page = fields.filter(({ name }) => name === 'pageInfo');
  return [...(items.length > 0 ? items : fields.filter(({ name }) => name === 'edges')), ...page];
}

function isWanted(field: OutputField): boolean {
  return !field.deprecated && !field.needsArguments;
}

/** Relay's Cursor Connections: a page of items with `pageInfo`. */
export function isConnection(types: TypeIndex, type: string): boolean {
  const fields = types.fields(type);
  return fields.has('pageInfo') && (fields.has('nodes') || fields.has('edges'));
}

const PAGING = ['first', 'last', 'limit', 'offset', 'take', 'skip', 'page', 'perPage', 'pageSize'];

/** A list that is read page by page belongs to whoever asks for it. */
function isPaged(types: TypeIndex, field: OutputField): boolean {
  return PAGING.some((name) => field.args.has(name)) || isConnection(types, field.named);
}

function isForward({ name }: OutputField): boolean {
  return name === 'hasNextPage' || name === 'endCursor';
}

/** Fields by which one thing is told from another, where not all can be taken. */
const TELLING = [
  'id',
  'name',
  'title',
  'login',
  'slug',
  'key',
  'number',
  'handle',
  'email',
  'status',
  'state',
];

/** In the schema's order. */
function mostTelling(fields: readonly OutputField[], most: number): readonly OutputField[] {
  if (fields.length <= most) return fields;
  const rank = ({ name }: OutputField) => {
    const index = TELLING.indexOf(name);
    return index === -1 ? TELLING.length : index;
  };
  const chosen = new Set(fields.toSorted((a, b) => rank(a) - rank(b)).slice(0, Math.max(0, most)));
  return fields.filter((field) => chosen.has(field));
}
