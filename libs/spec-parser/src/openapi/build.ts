import type { HttpOperation, SkippedOperation } from '#lib/api-description';
import type { Finding } from '../findings.js';
import type { ReadContext, Spot } from './context.js';

/** Thrown inside one operation to leave it out; the others go on. */
export class SkipOperation extends Error {
  constructor(
    readonly code: Finding['code'],
    reason: string,
  ) {
    super(reason);
    this.name = 'SkipOperation';
  }
}

/** What the operations of a description become. */
export interface OperationLists {
  readonly operations: HttpOperation[];
  readonly skipped: SkippedOperation[];
}

/** Builds one operation into the lists; one that cannot be described is listed as skipped, with a finding. */
export function addOperation(
  context: ReadContext,
  lists: OperationLists,
  at: { id: string; spot: Spot },
  build: () => HttpOperation,
): void {
  try {
    lists.operations.push(build());
  } catch (error) {
    if (!(error instanceof SkipOperation)) throw error;
    lists.skipped.push({ id: at.id, code: error.code, reason: error.message });
    context.findings.add(
      {
        code: error.code,
        severity: 'error',
        message: `${at.id} is left out: ${error.message}`,
        fix: 'Mend the operation at this place.',
      },
      at.spot.place,
    );
  }
}
