import { AppError } from '#lib/diagnostics';
import type { ContainerSpec } from '../container-runtime.js';
import { nameTaken, portTaken } from '../errors.js';

interface EngineFailure {
  readonly statusCode?: number;
  readonly code?: string;
  readonly message?: string;
}

/** Not there, or (304) already in the state asked for. */
export function isMissing(error: unknown): boolean {
  const { statusCode } = error as EngineFailure;
  return statusCode === 404 || statusCode === 304;
}

/** What an engine's failure means to a caller. */
export function engineError(error: unknown, spec?: ContainerSpec): unknown {
  if (error instanceof AppError) return error;
  const { statusCode, code, message = '' } = error as EngineFailure;
  if (spec !== undefined && /port is already allocated|address already in use/i.test(message))
    return portTaken(spec.port);
  if (spec !== undefined && statusCode === 409) return nameTaken(spec.name);
  const gone =
    statusCode === undefined &&
    ['ECONNREFUSED', 'ENOENT', 'EACCES', 'ECONNRESET', 'EPIPE'].includes(code ?? '');
  if (gone)
    return new AppError('runtime-unavailable', {
      detail: `The Docker engine does not answer (${code}).`,
      cause: error,
    });
  return error;
}
