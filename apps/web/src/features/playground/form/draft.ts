import { shapeOf, type Schema } from './schema';

/** What stands in a field and is no value (yet): half a number, JSON with a fault. */
export class Unread {
  constructor(
    readonly text: string,
    readonly fault: 'number' | 'json',
  ) {}
}

/** What is wrong, by the argument's path. */
export type Faults = Readonly<Record<string, string>>;

export function memberPath(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}

export function itemPath(path: string, index: number): string {
  return `${path}[${index}]`;
}

/** Fields that were never filled in are left out, all the way down. */
export function plainValue(draft: unknown): unknown {
  if (draft instanceof Unread) return draft.text;
  if (Array.isArray(draft)) return draft.map((item) => plainValue(item) ?? null);
  if (typeof draft !== 'object' || draft === null) return draft;
  return Object.fromEntries(
    Object.entries(draft).flatMap(([name, value]) => {
      const plain = plainValue(value);
      return plain === undefined ? [] : [[name, plain]];
    }),
  );
}

/** Of what a form sees; everything else is for the server to say. */
export function faultsOf(draft: unknown, schema: Schema, words: Readonly<Record<FaultKind, string>>): Faults {
  const found: Record<string, string> = {};
  collect({ draft, schema, path: '' }, schema, (path, kind) => (found[path] = words[kind]));
  return found;
}

export type FaultKind = Unread['fault'] | 'required';

interface Place {
  readonly draft: unknown;
  readonly schema: Schema | boolean | undefined;
  readonly path: string;
}

type Found = (path: string, kind: FaultKind) => void;

function collect({ draft, schema, path }: Place, root: Schema, found: Found): void {
  if (draft instanceof Unread) return found(path, draft.fault);
  const { kind, schema: known } = shapeOf(schema, root);
  if (Array.isArray(draft))
    return draft.forEach((item, index) =>
      collect({ draft: item, schema: known.items, path: itemPath(path, index) }, root, found),
    );
  if (kind === 'object' && typeof draft === 'object' && draft !== null)
    collectMembers({ draft: draft as ObjectPlace['draft'], schema: known, path }, root, found);
}

interface ObjectPlace extends Place {
  readonly draft: Readonly<Record<string, unknown>>;
  readonly schema: Schema;
}

function collectMembers({ draft, schema, path }: ObjectPlace, root: Schema, found: Found): void {
  for (const name of schema.required ?? [])
    if (plainValue(draft[name]) === undefined) found(memberPath(path, name), 'required');
  for (const [name, member] of Object.entries(schema.properties ?? {}))
    collect({ draft: draft[name], schema: member, path: memberPath(path, name) }, root, found);
}

/** Sentences of a server that begin with the name of an argument in quotes. */
const SENTENCE = /"([\w$.[\]-]{1,200})" ((?:is|must|has|matches|should)\b[^\n]*?\.)(?=\s|$)/g;

export function faultsIn(text: string): Faults {
  return Object.fromEntries([...text.matchAll(SENTENCE)].map(([sentence, path = '']) => [path, sentence]));
}

/** Objects that have to be given are there from the start; so are defaults of what has to be given. */
export function emptyDraft(schema: Schema | boolean | undefined, root: Schema, depth = 0): unknown {
  const shape = shapeOf(schema, root);
  if (shape.kind !== 'object' || depth > 5) return undefined;
  return Object.fromEntries(
    (shape.schema.required ?? []).flatMap((name) => {
      const value = emptyDraft(shape.schema.properties?.[name], root, depth + 1);
      return value === undefined ? [] : [[name, value]];
    }),
  );
}
