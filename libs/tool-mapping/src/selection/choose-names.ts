import type { Operation } from '#lib/api-description';
import type { Diagnostic } from '#lib/diagnostics';
import { isToolName, MAX_NAME_LENGTH } from '../names.js';
import { selectionPlace } from './override-targets.js';

/** A name that somebody asks for. */
export interface NameWish {
  readonly operation: Operation;
  readonly name: string;
  /** Key in the selection's `tools`; missing when the description asks (`x-mcp`). */
  readonly key?: string;
}

interface Names {
  /** Of the operations that become tools, by operation id: unique among themselves. */
  readonly automatic: ReadonlyMap<string, string>;
  readonly wishes: readonly NameWish[];
}

/**
 * Grants wished names that are valid and free. Who does not get one keeps the automatic name, with a
 * diagnostic. Names that a rename frees may be taken, so two tools can swap theirs.
 *
 * @returns Tool name by operation id
 */
export function chooseNames({ automatic, wishes }: Names, diagnostics: Diagnostic[]): Map<string, string> {
  const valid = wishes.filter((wish) => isToolName(wish.name));
  for (const wish of wishes) if (!isToolName(wish.name)) diagnostics.push(invalid(wish));
  // A person's wish goes before the author's.
  let granted = valid.toSorted((a, b) => Number(a.key === undefined) - Number(b.key === undefined));
  for (;;) {
    const names = new Map(automatic);
    for (const { operation, name } of granted) names.set(operation.id, name);
    const refused = refusedAmong(granted, names);
    if (refused.size === 0) return names;
    for (const wish of refused) diagnostics.push(taken(wish));
    granted = granted.filter((wish) => !refused.has(wish));
  }
}

/** Every wish whose name another tool has, but the first of several that wish the same free name. */
function refusedAmong(granted: readonly NameWish[], names: ReadonlyMap<string, string>): Set<NameWish> {
  const wishing = new Set(granted.map(({ operation }) => operation.id));
  const seen = new Set<string>();
  for (const [id, name] of names) if (!wishing.has(id)) seen.add(name.toLowerCase());
  const refused = new Set<NameWish>();
  for (const wish of granted) {
    const name = wish.name.toLowerCase();
    if (seen.has(name)) refused.add(wish);
    seen.add(name);
  }
  return refused;
}

function invalid(wish: NameWish): Diagnostic {
  return refusal(wish, {
    code: 'name-invalid',
    message: `The name ${JSON.stringify(wish.name)} for ${wish.operation.id} cannot be a tool's.`,
    fix: `Use letters, digits, _ and -, begin with a letter or _, and end within ${MAX_NAME_LENGTH} characters.`,
  });
}

function taken(wish: NameWish): Diagnostic {
  return refusal(wish, {
    code: 'name-taken',
    message: `The name ${JSON.stringify(wish.name)} for ${wish.operation.id} is another tool's.`,
    fix: 'Choose a name that no other tool has, whatever its case.',
  });
}

function refusal(wish: NameWish, text: { code: string; message: string; fix: string }): Diagnostic {
  const { code, ...rest } = text;
  return wish.key === undefined
    ? { code: `mapping/${code}`, severity: 'warning', ...rest, location: wish.operation.location }
    : {
        code: `overlay/${code}`,
        severity: 'error',
        ...rest,
        location: selectionPlace('tools', wish.key, 'name'),
      };
}
