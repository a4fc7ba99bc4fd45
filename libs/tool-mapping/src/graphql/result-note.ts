import type { GraphqlOperation } from '#lib/api-description';
import type { Selection, TypeIndex } from '#lib/server-runtime';

/** Longest note; it leaves most of a description to its author. */
const MAX_NOTE = 420;
const MAX_NAMES = 14;

/** What a tool returns and what `fields` can add: a model cannot ask for what it does not know. */
export function resultNote(operation: GraphqlOperation, selection: Selection, types: TypeIndex): string {
  const type = operation.call.kind === 'field' ? operation.call.type.replaceAll('!', '') : selection.type;
  const item = itemOf(selection);
  const shown = [...item.fields.keys()];
  const more = [...types.fields(item.type).values()]
    .filter(({ name, deprecated }) => !deprecated && !item.fields.has(name))
    .map(({ name, needsArguments, args }) => (needsArguments ? `${name}(${required(args)})` : name));
  const parts = types.possible(item.type);
  const lines = [
    `Returns ${type}${item === selection ? '' : ` of ${item.type}`}${shown.length > 0 ? `: ${names(shown)}` : ''}.`,
    more.length > 0 ? `More by "fields": ${names(more)}.` : '',
    parts.length > 0 ? `Types: ${names(parts)}.` : '',
    operation.arguments.some(({ name }) => name === 'after') && item !== selection
      ? 'Next page: "after" = pageInfo.endCursor.'
      : '',
  ];
  return cut(lines.filter((line) => line !== '').join(' '));
}

/** Behind the envelope of a connection or a payload is what the tool is about. */
function itemOf(selection: Selection): Selection {
  const edge = selection.fields.get('edges')?.selection?.fields.get('node')?.selection;
  const nodes = selection.fields.get('nodes')?.selection ?? edge;
  if (nodes !== undefined) return nodes;
  const inner = [...selection.fields.values()].flatMap((field) =>
    field.field.name === 'pageInfo' ? [] : (field.selection ?? []),
  );
  const leaves = [...selection.fields.values()].filter((field) => field.selection === undefined);
  const [only, ...more] = inner;
  return only !== undefined && more.length === 0 && leaves.length <= 2 ? only : selection;
}

function required(args: ReadonlyMap<string, string>): string {
  return [...args]
    .filter(([, type]) => type.endsWith('!'))
    .map(([name]) => name)
    .join(', ');
}

function names(all: readonly string[]): string {
  const shown = all.slice(0, MAX_NAMES).join(', ');
  return all.length > MAX_NAMES ? `${shown}, … (${all.length})` : shown;
}

function cut(text: string): string {
  return text.length <= MAX_NOTE ? text : `${text.slice(0, MAX_NOTE - 1)}…`;
}
