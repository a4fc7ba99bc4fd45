import type { ToolSet } from '#lib/tool-mapping';

/** The runtime's list of binding kinds beyond HTTP: one line each, which imports from the folder of the kind's name. */
const KINDS_FILE = 'binding-kinds.ts';
const KIND_LINE = /^ {2}(\w+): async \(\) => \(await import\('\.\/\1\//u;

/** The copied files without the parts of the runtime that no tool of the set needs. */
export function withUsedKinds(
  files: ReadonlyMap<string, string>,
  runtimeFolder: string,
  tools: ToolSet,
): Map<string, string> {
  const used = new Set<string>(tools.files.flatMap((file) => file.tools.map(({ binding }) => binding.kind)));
  const listed = `${runtimeFolder}/${KINDS_FILE}`;
  const lines = (files.get(listed) ?? '').split('\n');
  const unused = lines.flatMap((line) => kindOf(line) ?? []).filter((kind) => !used.has(kind));
  const folders = unused.map((kind) => `${runtimeFolder}/${kind}/`);
  const kept = [...files].filter(([path]) => !folders.some((folder) => path.startsWith(folder)));
  return new Map(
    kept.map(([path, text]) => [path, path === listed ? without(lines, new Set(unused)) : text]),
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
