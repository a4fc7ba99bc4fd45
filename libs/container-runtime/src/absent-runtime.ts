import { AppError } from '#lib/diagnostics';
import { ContainerRuntime, type RuntimeAvailability } from './container-runtime.js';

const REASON = 'this process runs no servers; a worker does';

/** What a hub process has that holds no container engine: it can neither see nor start a server. */
export class AbsentRuntime extends ContainerRuntime {
  override readonly name = 'none';
  override readonly buildImage = refuse;
  override readonly removeImage = refuse;
  override readonly run = refuse;
  override readonly stop = refuse;
  override readonly remove = refuse;
  override readonly inspect = refuse;
  override readonly list = refuse;
  override readonly logs = refuseStream;
  override readonly events = refuseStream;
  readonly usage = refuse;
  readonly listImages = refuse;

  override async availability(): Promise<RuntimeAvailability> {
    return { available: false, reason: REASON };
  }

  override async close(): Promise<void> {
    // There is nothing to close.
  }
}

async function refuse(): Promise<never> {
  throw new AppError('runtime-unavailable', { detail: REASON });
}

function refuseStream(): AsyncIterable<never> {
  return { [Symbol.asyncIterator]: () => ({ next: refuse }) };
}
