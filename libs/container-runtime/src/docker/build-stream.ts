import { createInterface } from 'node:readline';

/**
 * Reads an engine's progress stream to its end. The request itself succeeds whatever happens; a
 * failure stands in the stream.
 *
 * @throws Error with the engine's message
 */
export async function followBuild(stream: NodeJS.ReadableStream): Promise<void> {
  let failure: string | undefined;
  for await (const line of createInterface({ input: stream })) {
    if (line.trim() === '') continue;
    const event = JSON.parse(line) as { error?: string; errorDetail?: { message?: string } };
    failure ??= event.errorDetail?.message ?? event.error;
  }
  if (failure !== undefined) throw new Error(failure);
}
