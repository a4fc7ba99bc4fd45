import type { OutputField, TypeIndex } from './type-index.js';

/** The fields asked of a value, by response key; `on` holds those of single object types of an interface or union. */
export interface Selection {
  readonly type: string;
  typename: boolean;
  readonly fields: Map<string, SelectedField>;
  readonly on: Map<string, Selection>;
}

export interface SelectedField {
  readonly field: OutputField;
  /** Argument name to the variable that holds its value. */
  args: ReadonlyMap<string, string>;
  /** Set unless the field is a leaf. */
  readonly selection?: Selection;
}

export function emptySelection(type: string): Selection {
  return { type, typename: false, fields: new Map(), on: new Map() };
}

/** The selected field, added when it is not there yet. */
export function selectField(into: Selection, field: OutputField, types: TypeIndex): SelectedField {
  const known = into.fields.get(field.name);
  if (known !== undefined) return known;
  const selected: SelectedField = {
    field,
    args: new Map(),
    ...(types.isLeaf(field.named) ? {} : { selection: emptySelection(field.named) }),
  };
  into.fields.set(field.name, selected);
  return selected;
}

/** The part for one object type of an interface or union. */
export function selectType(into: Selection, type: string): Selection {
  const known = into.on.get(type) ?? emptySelection(type);
  into.on.set(type, known);
  into.typename = true;
  return known;
}

/** Drops what selects nothing. @returns Whether nothing is left */
export function prune(selection: Selection): boolean {
  for (const [key, { selection: inner }] of selection.fields)
    if (inner !== undefined && prune(inner)) selection.fields.delete(key);
  for (const [type, part] of selection.on) if (prune(part)) selection.on.delete(type);
  return selection.fields.size === 0 && selection.on.size === 0 && !selection.typename;
}
