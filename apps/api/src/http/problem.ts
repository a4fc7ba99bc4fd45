import { HttpException } from '@nestjs/common';
import {
  AppError,
  ERROR_CATALOG,
  type Diagnostic,
  type ErrorCategory,
  type ErrorCode,
} from '#lib/diagnostics';

/** RFC 9457, with our code, its fix and the request's id. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: ErrorCode;
  readonly fix: string;
  readonly requestId: string;
  readonly diagnostics?: readonly Diagnostic[];
}

/** Total by type: a new category does not compile until it has a status. */
const STATUS: Readonly<Record<ErrorCategory, number>> = {
  'invalid-request': 400,
  unauthenticated: 401,
  forbidden: 403,
  'not-found': 404,
  conflict: 409,
  'too-large': 413,
  'unusable-document': 422,
  unavailable: 503,
  internal: 500,
};

/** What the framework throws, by its status. */
const BY_STATUS: Readonly<Record<number, ErrorCode>> = {
  400: 'request-invalid',
  401: 'unauthenticated',
  403: 'origin-refused',
  404: 'not-found',
  405: 'request-invalid',
  413: 'upload-too-large',
  415: 'request-invalid',
};

/** An error as the person who made the request sees it; faults of ours show nothing of their inside. */
export function toProblem(error: unknown, requestId: string): Problem {
  const { code, detail, diagnostics } = known(error);
  const { title, fix, category } = ERROR_CATALOG[code];
  return {
    type: `urn:toolwright:problem:${code}`,
    title,
    status: STATUS[category],
    detail,
    code,
    fix,
    requestId,
    ...(diagnostics.length > 0 ? { diagnostics } : {}),
  };
}

function known(error: unknown): { code: ErrorCode; detail: string; diagnostics: readonly Diagnostic[] } {
  if (error instanceof AppError) return error;
  const status = statusOf(error);
  const code = status === undefined ? 'internal' : (BY_STATUS[status] ?? 'internal');
  const detail = code === 'internal' ? 'The log holds the details under the request id.' : messageOf(error);
  return { code, detail, diagnostics: [] };
}

/** Nest's exceptions and those of Express's body parsers. */
function statusOf(error: unknown): number | undefined {
  if (error instanceof HttpException) return error.getStatus();
  const { status, expose } = error as { status?: unknown; expose?: unknown };
  return typeof status === 'number' && expose === true ? status : undefined;
}

function messageOf(error: unknown): string {
  if (!(error instanceof HttpException))
    return error instanceof Error ? error.message : 'The request cannot be read.';
  const body = error.getResponse() as string | { message?: string | string[] };
  const message = typeof body === 'string' ? body : (body.message ?? error.message);
  return Array.isArray(message) ? `${message.join('; ')}.` : message;
}
