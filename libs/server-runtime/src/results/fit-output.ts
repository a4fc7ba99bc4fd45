import type { ValidateFunction } from 'ajv/dist/2020.js';
import { isRecord } from '../request/values.js';

type Members = Record<string, unknown>;

/** Member of a structured result that holds what the declared schema has no place for, by JSON Pointer. */
export const UNMATCHED = '_unmatched';
/** Member that carries an answer which is no object, since a structured result has to be one. */
const WRAPPED = 'result';
/** Each round takes away every wrong member it finds; nested wrongs may show only after that. */
const MAX_ROUNDS = 5;

/** A JSON answer as the object that MCP wants. */
export function asMembers(value: unknown): Members {
  return isRecord(value) ? { ...value } : { [WRAPPED]: value };
}

/**
 * Fits an answer to the tool's declared output. Clients refuse a whole result over one wrong member, and
 * APIs do not always keep to their descriptions: a member that does not fit moves to `_unmatched`, and a
 * null where none is declared is left out. The text of the result keeps the answer as it came.
 */
export function fitOutput(value: unknown, check: ValidateFunction): Members {
  const members = asMembers(value);
  if (check(members)) return members;
  const fitting = structuredClone(members);
  const unmatched: Members = {};
  for (let round = 0; round < MAX_ROUNDS && !check(fitting); round += 1) {
    for (const error of check.errors ?? []) moveOut(fitting, error.instancePath, unmatched);
  }
  const kept = check(fitting) ? fitting : {};
  if (kept !== fitting) unmatched[''] = members;
  return Object.keys(unmatched).length > 0 ? { ...kept, [UNMATCHED]: unmatched } : kept;
}

/** Takes the named member nearest to a place out of its object: an item cannot leave a list alone. */
function moveOut(root: Members, pointer: string, unmatched: Members): void {
  const tokens = pointer
    .split('/')
    .slice(1)
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));
  for (let length = tokens.length; length > 0; length -= 1) {
    const holder = valueAt(root, tokens.slice(0, length - 1));
    const name = tokens[length - 1] ?? '';
    if (!isRecord(holder)) continue;
    if (!Object.hasOwn(holder, name)) return;
    const { [name]: value } = holder;
    delete (holder as Members)[name];
    if (value !== null)
      unmatched[
        `/${pointer
          .split('/')
          .slice(1, length + 1)
          .join('/')}`
      ] = value;
    return;
  }
}

function valueAt(root: unknown, tokens: readonly string[]): unknown {
  let at = root;
  for (const token of tokens) at = typeof at === 'object' && at !== null ? (at as Members)[token] : undefined;
  return at;
}
