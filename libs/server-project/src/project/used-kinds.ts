import type { ToolSet } from '#lib/tool-mapping';

/** The runtime's list of binding kinds beyond HTTP: one line each, which imports from the folder of the kind's name. */
export const KINDS_FILE = 'binding-kinds.ts';
const KIND_LINE = /^ {2}(\w+): async \(\) => \(await import\('\.\/\1\//u;

/**
 * The runtime without the parts that no tool of the set needs.
 *
 * @param runtime Sources by path below the runtime's folder
 */
export function withUsedKinds(runtime: ReadonlyMap<string, string>, tools: ToolSet): Map<string, string> {
  const lines = (runtime.get(KINDS_FILE) ?? '').split('\n');
  const kinds = lines.flatMap((line) => kindOf(line) ?? []);
  const used = new Set<string>(tools.files.flatMap((file) => file.tools.map(({ binding }) => binding.kind)));
  // A kind may stand on another; what is added here is looked at in its turn.
  for (const kind of used) for (const other of kinds) if (imports(runtime, kind, other)) used.add(other);
  const unused = kinds.filter((kind) => !used.has(kind));
  const folders = unused.map((kind) => `${kind}/`);
  const kept = [...runtime].filter(([path]) => !folders.some((folder) => path.startsWith(folder)));
  return new Map(
    kept.map(([path, text]) => [path, path === KINDS_FILE ? without(lines, new Set(unused)) : text]),
  );
}

function imports(runtime: ReadonlyMap<string, string>, kind: string, other: string): boolean {
  return [...runtime].some(
    ([path, text]) => path.startsWith(`${kind}/`) && text.includes(`from '../${other}/`),
  );
}

/** The runtime's own list of kinds, with only those that the text of another has. */
export function withKindsOf(own: string, other: string): string {
  const kept = new Set(other.split('\n').flatMap((line) => kindOf(line) ?? []));
  const lines = own.split('\n');
  return without(
    lines,
    new Set(lines.flatMap((line) => kindOf(line) ?? []).filter((kind) => !kept.has(kind))),
  );
}

function kindOf(line: string): string | undefined {
  return KIND_LINE.exec(line)?.[1];
}

function without(lines: readonly string[], unused: ReadonlySet<string>): string {
  const text = lines.filter((line) => !unused.has(kindOf(line) ?? '')).join('\n');
  // As the project's formatter writes it.
  return text.replace('{\n};', '{};');
}
