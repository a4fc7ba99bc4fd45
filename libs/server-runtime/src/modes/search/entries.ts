import type { ToolDefinition } from '../../format.js';
import { addressOf } from './address.js';
import { withoutActs } from './acts.js';
import type { Vocabulary } from './vocabulary.js';
import { stemsOf, wordsOf } from './words.js';

/** Texts of an operation, by field of the index. */
export interface OperationText {
  readonly name: string;
  readonly title: string;
  /** The fixed segments of the path. */
  readonly path: string;
  readonly tag: string;
  readonly description: string;
  /** Names, values and texts of arguments. */
  readonly args: string;
}

export interface Entry extends OperationText {
  readonly id: number;
  /** Stems that say what the operation is about: of its title and path, without acts. */
  readonly identity: ReadonlySet<string>;
  readonly isDeprecated: boolean;
}

const VERSION = /^v?\d+$/;

/** The operations as they are indexed. */
export function entriesOf(
  tools: readonly ToolDefinition[],
  tags: readonly string[],
  vocabulary: Vocabulary,
): Entry[] {
  return tools.map((tool, id) => {
    const text = textOf(tool, tags[id] ?? '');
    const full: OperationText = {
      ...text,
      name: both(text.name, vocabulary),
      title: both(text.title, vocabulary),
      path: both(text.path, vocabulary),
    };
    const label = stemsOf(vocabulary.apart(text.title === '' ? text.name : text.title));
    const stems = withoutActs([...withoutActs(label), ...stemsOf(vocabulary.apart(text.path))]);
    return {
      id,
      ...full,
      identity: new Set(stems.filter((stem) => !VERSION.test(stem))),
      isDeprecated: text.description.startsWith('Deprecated') || /legacy/i.test(text.title),
    };
  });
}

/** With names taken apart beside the names as they are. */
function both(text: string, vocabulary: Vocabulary): string {
  const apart = vocabulary.apart(text);
  return apart === wordsOf(text).join(' ') ? text : `${text} ${apart}`;
}

function textOf(tool: ToolDefinition, tag: string): OperationText {
  const { path } = addressOf(tool);
  return {
    // Without the hash of a name that was cut.
    name: tool.name.replace(/_[0-9a-f]{6}$/, ''),
    title: tool.title ?? '',
    path: path
      .split('/')
      .filter((segment) => !segment.includes('{'))
      .join(' '),
    tag,
    description: tool.description,
    args: argumentTexts(tool.inputSchema, 0, new Set()).join(' '),
  };
}

const DEEPEST = 4;

/** Names and listed values of arguments and their members. */
function argumentTexts(schema: unknown, depth: number, seen: Set<unknown>): string[] {
  if (typeof schema !== 'object' || schema === null || depth > DEEPEST || seen.has(schema)) return [];
  seen.add(schema);
  const { properties, enum: values, items, anyOf, oneOf, allOf, $defs } = schema as Record<string, unknown>;
  const texts: string[] = [];
  if (Array.isArray(values)) texts.push(...values.filter((value) => typeof value === 'string'));
  for (const [name, value] of Object.entries((properties ?? {}) as Record<string, unknown>)) {
    texts.push(name, ...argumentTexts(value, depth + 1, seen));
  }
  const defined = Object.values(($defs ?? {}) as Record<string, unknown>);
  for (const inner of [items, anyOf, oneOf, allOf, ...defined].flat())
    texts.push(...argumentTexts(inner, depth + 1, seen));
  return texts;
}
