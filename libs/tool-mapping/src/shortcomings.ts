import type { Operation } from '#lib/api-description';
import type { Diagnostic } from '#lib/diagnostics';
import type { PlannedTool } from './selection/plan-tools.js';

/** What makes a tool harder to use than its description need be. */
export function noteShortcomings({ operation, name, isAutomatic, override }: PlannedTool): Diagnostic[] {
  const notes: Diagnostic[] = [];
  if (override?.override.description === undefined && isUndescribed(operation)) {
    notes.push({
      code: 'mapping/missing-description',
      severity: 'warning',
      message: `${operation.id} has neither summary nor description; a model can only guess what it does.`,
      fix: 'Describe the operation in a sentence.',
      location: operation.location,
    });
  }
  if (isAutomatic && isShortened(operation, name)) {
    notes.push({
      code: 'mapping/name-shortened',
      severity: 'info',
      message: `The tool of ${operation.id} is named ${name}: its operationId is longer than clients accept.`,
      fix: 'Give the operation a shorter operationId.',
      location: operation.location,
    });
  }
  return notes;
}

/** Whether a model can only guess what the operation does. */
function isUndescribed(operation: Operation): boolean {
  return operation.summary === undefined && operation.description === undefined;
}

/** Whether the automatic name says less than the operationId does. */
function isShortened(operation: Operation, name: string): boolean {
  const cleaned = operation.operationId?.replaceAll(/[^a-zA-Z0-9_-]+/g, '_');
  return cleaned !== undefined && cleaned.length > name.length;
}
