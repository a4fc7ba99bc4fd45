import type { SelectedField, Selection } from './selection.js';

/** A field of the document with the key its value has in the answer. */
export interface KeyedField {
  readonly key: string;
  readonly selected: SelectedField;
}

/** A selection as it is written: fields with their keys, and the parts for single types. */
export interface KeyedSelection {
  readonly typename: boolean;
  readonly fields: readonly KeyedField[];
  readonly on: ReadonlyMap<string, readonly KeyedField[]>;
}

/**
 * Gives response keys such that all fields can be merged (GraphQL specification, "Field Selection
 * Merging"): a field whose name another part of the same selection uses for something else is aliased
 * as `name_Type`.
 */
export function keyed(selection: Selection): KeyedSelection {
  const taken = new Map<string, SelectedField>();
  const fields = [...selection.fields].map(([key, selected]): KeyedField => {
    taken.set(key, selected);
    return { key, selected };
  });
  const on = new Map<string, readonly KeyedField[]>();
  for (const [type, part] of selection.on) {
    const own = partFields(type, part, taken);
    if (own.length > 0) on.set(type, own);
  }
  return { typename: selection.typename, fields, on };
}

function partFields(type: string, part: Selection, taken: Map<string, SelectedField>): KeyedField[] {
  return [...part.fields].map(([name, selected]) => {
    const other = taken.get(name);
    let key = other === undefined || canMerge(other, selected) ? name : `${name}_${type}`;
    while (key !== name && taken.has(key)) key += '_';
    taken.set(key, other !== undefined && key === name ? other : selected);
    return { key, selected };
  });
}

/** Values with fields of their own would have to be merged all the way down, so they never share a key. */
function canMerge(a: SelectedField, b: SelectedField): boolean {
  return (
    a.selection === undefined &&
    b.selection === undefined &&
    a.field.type === b.field.type &&
    a.args.size === 0 &&
    b.args.size === 0
  );
}
