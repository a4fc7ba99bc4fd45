import type { Readable } from 'node:stream';
import type Docker from 'dockerode';
import type { ContainerEvent } from '../container-runtime.js';
import type { Labels } from '../labels.js';

/** The engine's words for what matters here; others, such as `oom`, come along with one of these. */
const KINDS: Readonly<Record<string, ContainerEvent['kind']>> = {
  start: 'started',
  die: 'ended',
  destroy: 'removed',
};

interface EngineEvent {
  readonly Action?: string;
  readonly Actor?: { readonly Attributes?: { readonly name?: string } };
}

/** The engine's event stream (Engine API, GET /events), a JSON object a line. */
export async function* dockerEvents(
  docker: Docker,
  labels: Labels,
  signal: AbortSignal,
): AsyncIterable<ContainerEvent> {
  const label = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
  const filters = { type: ['container'], event: Object.keys(KINDS), label };
  const stream = (await docker.getEvents({ filters: JSON.stringify(filters) as never })) as Readable;
  const stop = () => stream.destroy();
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  try {
    // Not by readline: it waits for ever where a stream is closed before its end, as an engine that dies does.
    let rest = '';
    for await (const chunk of stream.setEncoding('utf8') as AsyncIterable<string>) {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        const event = parse(line);
        if (event !== undefined) yield event;
      }
    }
  } finally {
    signal.removeEventListener('abort', stop);
    stop();
  }
}

function parse(line: string): ContainerEvent | undefined {
  if (line.trim() === '') return undefined;
  const { Action: action, Actor: actor } = JSON.parse(line) as EngineEvent;
  const kind = KINDS[action ?? ''];
  const name = actor?.Attributes?.name;
  return kind === undefined || name === undefined ? undefined : { name, kind };
}
