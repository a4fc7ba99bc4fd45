import { createInterface } from 'node:readline';

interface BuildEvent {
  readonly stream?: string;
  readonly error?: string;
  readonly errorDetail?: { readonly message?: string };
}

/**
 * Reads an engine's progress stream to its end. The request itself succeeds whatever happens; a
 * failure stands in the stream.
 *
 * @param tell What the engine says of its steps
 * @throws Error with the engine's message
 */
export async function followBuild(
  stream: NodeJS.ReadableStream,
  tell: (text: string) => void = () => undefined,
): Promise<void> {
  let failure: string | undefined;
  for await (const line of createInterface({ input: stream })) {
    if (line.trim() === '') continue;
    const event = JSON.parse(line) as BuildEvent;
    const said = event.stream?.trim() ?? '';
    if (said !== '') tell(said);
    failure ??= failureIn(event);
  }
  if (failure !== undefined) throw new Error(failure);
}

function failureIn({ errorDetail, error }: BuildEvent): string | undefined {
  return errorDetail?.message ?? error;
}
