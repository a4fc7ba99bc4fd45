import { AppError } from '#lib/diagnostics';
import { nameTaken } from '../errors.js';

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

/**
 * What an engine's failure means to a caller.
 *
 * @param name Of the container that was to be made
 */
export function engineError(error: unknown, name?: string): unknown {
  if (error instanceof AppError) return error;
  const { statusCode, code, message = '' } = error as EngineFailure;
  if (name !== undefined && isNameTaken(statusCode, message)) return nameTaken(name);
  if (name !== undefined && /bind source path does not exist/i.test(message))
    return new AppError('runtime-unavailable', {
      detail: `The Docker engine does not see this machine's files, so that no server could be reached: ${message}. TOOLWRIGHT_DATA_DIR must be a folder that both see at the same path.`,
      cause: error,
    });
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

/** Other conflicts are none of the name: a container that is being removed, for instance. */
function isNameTaken(statusCode: number | undefined, message: string): boolean {
  return statusCode === 409 && /already in use/i.test(message);
}
