import { AppError, type ErrorCode } from '#lib/diagnostics';

/** Why something could not be done, and whether it may work later without anybody's doing. */
export interface Failure {
  readonly code: ErrorCode;
  readonly reason: string;
  readonly mayPass: boolean;
}

/** What goes away by itself, or when somebody tends to the machine. */
const PASSING: ReadonlySet<ErrorCode> = new Set([
  'runtime-unavailable',
  'port-taken',
  'disk-full',
  'capacity-exceeded',
]);

export function failureOf(error: unknown): Failure {
  const code = codeOf(error);
  return { code, reason: reasonOf(error), mayPass: PASSING.has(code) };
}

function codeOf(error: unknown): ErrorCode {
  if (error instanceof AppError) return error.code;
  const { code, message = '' } = error as { code?: unknown; message?: string };
  if (code === 'ENOSPC' || code === 'EDQUOT' || /no space left on device|disk quota exceeded/i.test(message))
    return 'disk-full';
  return 'deployment-failed';
}

export function reasonOf(error: unknown): string {
  if (error instanceof AppError) return error.detail;
  return error instanceof Error ? error.message : String(error);
}
