import { createInterface } from 'node:readline';
import { PassThrough } from 'node:stream';
import type Docker from 'dockerode';
import type { ContainerLogLine, LogOptions } from '../container-runtime.js';

/** Lines that wait for their reader before the engine's stream is held up. */
const MOST_WAITING = 1_000;

/**
 * The lines of a container, or of a swarm's task, with their times, each stream in its order. The engine waits where
 * nobody reads on.
 */
export async function* dockerLogs(
  docker: Docker,
  container: Pick<Docker.Container, 'logs'>,
  options: LogOptions,
): AsyncIterable<ContainerLogLine> {
  const request = {
    stdout: true,
    stderr: true,
    timestamps: true,
    tail: (options.tail === Infinity ? 'all' : options.tail) as number,
    // Seconds with a fraction, which the types do not say.
    ...(options.since === undefined ? {} : { since: secondsOf(options.since) as unknown as number }),
  };
  const lines = new PassThrough({ objectMode: true, highWaterMark: MOST_WAITING });
  if (options.follow) {
    const source = (await container.logs({ ...request, follow: true })) as NodeJS.ReadableStream & {
      destroy(): void;
    };
    options.signal?.addEventListener('abort', () => source.destroy(), { once: true });
    if (options.signal?.aborted === true) source.destroy();
    demultiplex(docker, source, lines);
    try {
      yield* lines as AsyncIterable<ContainerLogLine>;
    } finally {
      source.destroy();
    }
  } else {
    const bytes = (await container.logs({ ...request, follow: false })) as unknown as Buffer;
    const source = new PassThrough();
    demultiplex(docker, source, lines);
    source.end(bytes);
    yield* lines as AsyncIterable<ContainerLogLine>;
  }
}

function demultiplex(docker: Docker, source: NodeJS.ReadableStream, lines: PassThrough): void {
  const streams = { stdout: new PassThrough(), stderr: new PassThrough() };
  let open = 2;
  for (const stream of ['stdout', 'stderr'] as const) {
    const reader = createInterface({ input: streams[stream] });
    reader.on('line', (line) => {
      if (!lines.write(parse(line, stream))) source.pause();
    });
    reader.on('close', () => {
      open -= 1;
      if (open === 0) lines.end();
    });
  }
  lines.on('drain', () => source.resume());
  docker.modem.demuxStream(source, streams.stdout, streams.stderr);
  const end = () => {
    streams.stdout.end();
    streams.stderr.end();
  };
  source.on('end', end);
  source.on('close', end);
  source.on('error', end);
}

function secondsOf(time: Date): string {
  const ms = time.getTime();
  return `${Math.floor(ms / 1000)}.${String(ms % 1000).padStart(3, '0')}`;
}

function parse(line: string, stream: 'stdout' | 'stderr'): ContainerLogLine {
  const cut = line.indexOf(' ');
  return { at: new Date(line.slice(0, cut)), stream, text: line.slice(cut + 1) };
}
