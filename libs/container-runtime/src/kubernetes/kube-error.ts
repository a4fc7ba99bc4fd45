import { AppError } from '#lib/diagnostics';
import { nameTaken } from '../errors.js';
import { RegistryError } from '../registry/registry-client.js';

/** What the client throws for an answer (`ApiException`), or for none. */
interface Failure {
  readonly code?: number | string;
  readonly body?: unknown;
  readonly message?: string;
  readonly cause?: unknown;
}

const GONE: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ETIMEDOUT',
  'EPIPE',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_SOCKET',
]);

export function isMissing(error: unknown): boolean {
  return (error as Failure).code === 404;
}

/**
 * What a failure of the cluster or the registry means to a caller.
 *
 * @param name Of the container that was to be made
 */
export function kubeError(error: unknown, name?: string): unknown {
  if (error instanceof AppError) return error;
  if (error instanceof RegistryError) return unavailable(`Images cannot be kept: ${error.message}.`, error);
  const { code } = error as Failure;
  if (name !== undefined && code === 409 && reasonOf(error) === 'AlreadyExists') return nameTaken(name);
  if (typeof code === 'string' && GONE.has(code))
    return unavailable(`The cluster or its registry does not answer (${code}).`, error);
  if (typeof code === 'number')
    return unavailable(`The cluster refuses (${code}): ${messageOf(error)}`, error);
  return error;
}

/** In words: those of the API's answer (meta/v1 Status) where it has some. */
export function messageOf(error: unknown): string {
  const { message = String(error) } = error as Failure;
  return statusOf(error).message ?? message.split('\n')[0] ?? '';
}

function reasonOf(error: unknown): string | undefined {
  return statusOf(error).reason;
}

function statusOf(error: unknown): { readonly message?: string; readonly reason?: string } {
  const { body } = error as Failure;
  if (typeof body !== 'string') return (body ?? {}) as object;
  try {
    return JSON.parse(body) as object;
  } catch {
    return {};
  }
}

function unavailable(detail: string, cause: unknown): AppError {
  return new AppError('runtime-unavailable', { detail, cause });
}
