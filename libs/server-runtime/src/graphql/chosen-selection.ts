import { nearest } from '../arguments/nearest.js';
import { CallError } from '../call-error.js';
import { defaultSelection, INNER_LIMITS, RESULT_LIMITS } from './default-selection.js';
import { readFieldPath, type PathStep } from './field-path.js';
import { emptySelection, selectField, selectType, type Selection } from './selection.js';
import type { OutputField, TypeIndex } from './type-index.js';

/** What the model asked for: a selection, and the values of arguments in it. */
export interface ChosenSelection {
  readonly selection: Selection;
  readonly innerVariables: readonly { readonly name: string; readonly type: string }[];
  readonly values: Readonly<Record<string, unknown>>;
}

const MAX_LISTED = 30;

/**
 * Makes a selection of paths, each checked against the schema's data.
 *
 * @param taken Names of variables that the document has already
 * @throws CallError that names the path, what is wrong with it and what is near
 */
export function chosenSelection(
  types: TypeIndex,
  type: string,
  paths: readonly string[],
  taken: readonly string[],
): ChosenSelection {
  const choice = new Choice(types, new Set(taken));
  const root = emptySelection(type);
  for (const path of paths) choice.add(root, path, readFieldPath(path));
  choice.requireArguments(root);
  return { selection: root, innerVariables: choice.variables, values: choice.values };
}

class Choice {
  readonly variables: { name: string; type: string }[] = [];
  readonly values: Record<string, unknown> = {};

  constructor(
    readonly types: TypeIndex,
    readonly taken: Set<string>,
  ) {}

  add(root: Selection, path: string, steps: readonly PathStep[]): void {
    let at = root;
    for (const [index, step] of steps.entries()) {
      const isLast = index === steps.length - 1;
      const next = this.#enter(at, step, { path, isLast });
      if (next === undefined && !isLast)
        throw refusal(path, `"${step.name}" is a single value and has no fields`);
      if (next !== undefined) at = next;
      // An object without a word about its fields gives what it gives by default.
      if (isLast && (next !== undefined || step.name === '*')) this.#fill(at, at === root);
    }
  }

  /** Arguments may come with any path that leads through the field, so they are asked for at the end. */
  requireArguments(selection: Selection): void {
    for (const { field, args, selection: inner } of selection.fields.values()) {
      const missing = [...field.args]
        .filter(([name, type]) => type.endsWith('!') && !args.has(name))
        .map(([name, type]) => `${name}: ${type}`);
      if (missing.length > 0)
        throw refusal(
          field.name,
          `it needs arguments, as in "${field.name}(${missing[0]?.split(':')[0] ?? ''}: value)": ${missing.join(', ')}`,
        );
      if (inner !== undefined) this.requireArguments(inner);
    }
    for (const part of selection.on.values()) this.requireArguments(part);
  }

  /** @returns The selection of the field's value, or undefined for a leaf and for `*` */
  #enter(at: Selection, step: PathStep, of: { path: string; isLast: boolean }): Selection | undefined {
    if (step.name === '*') {
      if (!of.isLast) throw refusal(of.path, '"*" stands for the default fields and can only be last');
      return undefined;
    }
    if (step.name === '__typename') {
      at.typename = true;
      return undefined;
    }
    const field = this.types.field(at.type, step.name);
    if (field === undefined) {
      if (this.types.possible(at.type).includes(step.name)) return selectType(at, step.name);
      throw refusal(of.path, this.#unknown(at.type, step.name));
    }
    const selected = selectField(at, field, this.types);
    if (step.args.size > 0) selected.args = this.#bind(of.path, field, selected.args, step);
    return selected.selection;
  }

  #bind(
    path: string,
    field: OutputField,
    before: ReadonlyMap<string, string>,
    step: PathStep,
  ): ReadonlyMap<string, string> {
    const bound = new Map(before);
    for (const [name, value] of step.args) {
      const type = field.args.get(name);
      if (type === undefined)
        throw refusal(
          path,
          `"${field.name}" has no argument "${name}". ${field.args.size === 0 ? 'It takes none' : `Known: ${[...field.args].map(([known, of]) => `${known}: ${of}`).join(', ')}`}`,
        );
      const known = bound.get(name);
      if (known === undefined) bound.set(name, this.#variable(field, { name, type, value }));
      else if (JSON.stringify(this.values[known]) !== JSON.stringify(value))
        throw refusal(path, `"${field.name}" is asked for twice with different arguments`);
    }
    return bound;
  }

  #variable(field: OutputField, argument: { name: string; type: string; value: unknown }): string {
    const base = `${field.name}_${argument.name}`;
    let name = base;
    for (let count = 2; this.taken.has(name); count += 1) name = `${base}_${count}`;
    this.taken.add(name);
    this.variables.push({ name, type: argument.type });
    this.values[name] = argument.value;
    return name;
  }

  #fill(at: Selection, isResult: boolean): void {
    merge(at, defaultSelection(this.types, at.type, isResult ? RESULT_LIMITS : INNER_LIMITS), this.types);
  }

  #unknown(type: string, name: string): string {
    const known = [...this.types.fields(type).keys(), ...this.types.possible(type)];
    const near = nearest(name, known);
    const list = known.slice(0, MAX_LISTED).join(', ');
    const more = known.length > MAX_LISTED ? `, … (${known.length} in all)` : '';
    return `${type} has no field "${name}".${near === undefined ? '' : ` Did you mean "${near}"?`} It has: ${list}${more}`;
  }
}

function merge(into: Selection, from: Selection, types: TypeIndex): void {
  into.typename ||= from.typename;
  for (const { field, selection } of from.fields.values()) {
    const selected = selectField(into, field, types);
    if (selected.selection !== undefined && selection !== undefined)
      merge(selected.selection, selection, types);
  }
  for (const [type, part] of from.on) merge(selectType(into, type), part, types);
}

function refusal(path: string, reason: string): CallError {
  return new CallError(`"fields": ${JSON.stringify(path)} is not possible: ${reason}. Nothing was sent.`);
}
