import type { ApiDescription, Operation } from '#lib/api-description';
import { toPointer, type Diagnostic } from '#lib/diagnostics';
import { operationKey } from './operation-filter.js';
import type { ToolOverride, ToolSelection } from './tool-selection.js';

/** The name under which diagnostics show a place in a selection. */
export const SELECTION_DOCUMENT = 'selection';

export function selectionPlace(...tokens: readonly (string | number)[]) {
  return { document: SELECTION_DOCUMENT, pointer: toPointer(tokens) };
}

/** An override with the key under which the selection has it. */
export interface KeyedOverride {
  readonly key: string;
  readonly override: ToolOverride;
}

/**
 * Finds the operation that each override means. One that means none is kept and reported, so that an overlay
 * survives a description that loses an operation for a while.
 */
export function overridesByOperation(
  api: ApiDescription,
  selection: ToolSelection,
  diagnostics: Diagnostic[],
): Map<string, KeyedOverride> {
  const byId = new Map(api.operations.map((operation) => [operation.id, operation]));
  const byOperationId = groupByOperationId(api);
  const found = new Map<string, KeyedOverride>();
  for (const [key, override] of Object.entries(selection.tools ?? {})) {
    const exact = byId.get(operationKey(key));
    const meant = exact === undefined ? (byOperationId.get(key) ?? []) : [exact];
    const [operation] = meant;
    if (operation === undefined) diagnostics.push(missing(api, key));
    else if (meant.length > 1) diagnostics.push(ambiguous(key, meant));
    else if (found.has(operation.id)) diagnostics.push(doubled(key, operation));
    else found.set(operation.id, { key, override });
  }
  return found;
}

function groupByOperationId(api: ApiDescription): Map<string, Operation[]> {
  const groups = new Map<string, Operation[]>();
  for (const operation of api.operations) {
    if (operation.operationId === undefined) continue;
    const group = groups.get(operation.operationId);
    if (group === undefined) groups.set(operation.operationId, [operation]);
    else group.push(operation);
  }
  return groups;
}

function missing(api: ApiDescription, key: string): Diagnostic {
  const skip = api.skipped.find(({ id }) => id === operationKey(key));
  return {
    code: 'overlay/target-missing',
    severity: 'warning',
    message:
      skip === undefined
        ? `The overlay changes ${JSON.stringify(key)}, which the description does not have.`
        : `The overlay changes ${skip.id}, which is left out: ${skip.reason}.`,
    fix: 'It is kept for a description that has the operation; correct the key or remove it otherwise.',
    location: selectionPlace('tools', key),
  };
}

function ambiguous(key: string, meant: readonly Operation[]): Diagnostic {
  return {
    code: 'overlay/target-ambiguous',
    severity: 'error',
    message: `${meant.length} operations have the operationId ${JSON.stringify(key)}: ${meant.map(({ id }) => id).join(', ')}.`,
    fix: 'Name the operation by method and path.',
    location: selectionPlace('tools', key),
  };
}

function doubled(key: string, operation: Operation): Diagnostic {
  return {
    code: 'overlay/target-doubled',
    severity: 'error',
    message: `${JSON.stringify(key)} means ${operation.id}, which another entry changes already.`,
    fix: 'Put both into one entry.',
    location: selectionPlace('tools', key),
  };
}
