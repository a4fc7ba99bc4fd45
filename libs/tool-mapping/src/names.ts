import { createHash } from 'node:crypto';
import type { Operation } from '#lib/api-description';

export const DEFAULT_NAME_LENGTH = 40;
/** Some clients join server and tool name and refuse the pair over 60 characters. */
export const MAX_NAME_LENGTH = 52;
const HASH_LENGTH = 6;

/** Whether clients take the text as a tool's name. */
export function isToolName(text: string): boolean {
  return text.length <= MAX_NAME_LENGTH && /^[a-zA-Z_][a-zA-Z0-9_-]*$/.test(text);
}

/**
 * Names every tool: from the author's operationId where it can be used, else from method and path.
 * Names match `[a-zA-Z_][a-zA-Z0-9_-]*` and are unique ignoring case. A hash of the operation's own id
 * tells apart what was cut or collides, so that other operations coming and going rename nothing else.
 *
 * @returns Tool name by operation id
 */
export function nameTools(operations: readonly Operation[], maxLength: number): Map<string, string> {
  const limit = Math.min(maxLength, MAX_NAME_LENGTH);
  const wanted = new Map(operations.map((operation) => [operation.id, preferredName(operation)]));
  const uses = new Map<string, number>();
  for (const name of wanted.values()) uses.set(name.toLowerCase(), (uses.get(name.toLowerCase()) ?? 0) + 1);
  return new Map(
    [...wanted].map(([id, name]) => {
      const fits = name.length <= limit && uses.get(name.toLowerCase()) === 1;
      return [id, fits ? name : withHash(name, id, limit)];
    }),
  );
}

function preferredName(operation: Operation): string {
  const own = operation.operationId === undefined ? '' : clean(operation.operationId);
  if (own !== '' && isAscii(operation.operationId ?? '')) return own;
  if (operation.kind === 'graphql') return clean(operation.id);
  return clean(`${operation.method.toLowerCase()}_${operation.path.replaceAll(/[{}]/g, '')}`);
}

function isAscii(text: string): boolean {
  return /^[\u0020-\u007E]*$/.test(text);
}

function clean(text: string): string {
  const name = text
    .replaceAll(/[^a-zA-Z0-9_-]+/g, '_')
    .replaceAll(/_{2,}/g, '_')
    .replaceAll(/^[_-]+|[_-]+$/g, '');
  return name === '' || /^[a-zA-Z_]/.test(name) ? name : `_${name}`;
}

function withHash(name: string, id: string, limit: number): string {
  const digest = createHash('sha256').update(id).digest('hex').slice(0, HASH_LENGTH);
  const stem = name.slice(0, limit - HASH_LENGTH - 1).replaceAll(/[_-]+$/g, '');
  return `${stem}_${digest}`;
}
