import { PassThrough } from 'node:stream';
import { createInterface } from 'node:readline';
import type Docker from 'dockerode';
import type { ContainerLogLine, LogOptions } from '../container-runtime.js';

/** The lines of a container, or of a swarm's task, with their times, in the order in which they arrive. */
export async function* dockerLogs(
  docker: Docker,
  container: Pick<Docker.Container, 'logs'>,
  options: LogOptions,
): AsyncIterable<ContainerLogLine> {
  const request = { stdout: true, stderr: true, timestamps: true, tail: options.tail };
  const lines = new PassThrough({ objectMode: true });
  if (options.follow) {
    const source = (await container.logs({ ...request, follow: true })) as NodeJS.ReadableStream & {
      destroy(): void;
    };
    options.signal?.addEventListener('abort', () => source.destroy(), { once: true });
    if (options.signal?.aborted === true) source.destroy();
    demultiplex(docker, source, lines);
  } else {
    const bytes = (await container.logs({ ...request, follow: false })) as unknown as Buffer;
    const source = new PassThrough();
    demultiplex(docker, source, lines);
    source.end(bytes);
  }
  yield* lines as AsyncIterable<ContainerLogLine>;
}

function demultiplex(docker: Docker, source: NodeJS.ReadableStream, lines: PassThrough): void {
  const streams = { stdout: new PassThrough(), stderr: new PassThrough() };
  let open = 2;
  for (const stream of ['stdout', 'stderr'] as const) {
    const reader = createInterface({ input: streams[stream] });
    reader.on('line', (line) => lines.write(parse(line, stream)));
    reader.on('close', () => {
      open -= 1;
      if (open === 0) lines.end();
    });
  }
  docker.modem.demuxStream(source, streams.stdout, streams.stderr);
  const end = () => {
    streams.stdout.end();
    streams.stderr.end();
  };
  source.on('end', end);
  source.on('close', end);
  source.on('error', end);
}

function parse(line: string, stream: 'stdout' | 'stderr'): ContainerLogLine {
  const cut = line.indexOf(' ');
  return { at: new Date(line.slice(0, cut)), stream, text: line.slice(cut + 1) };
}
