import { once } from 'node:events';
import { request as plain, type IncomingMessage } from 'node:http';
import { request as secure, type RequestOptions } from 'node:https';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import type { V1Pod } from '@kubernetes/client-node';
import type { ContainerLogLine, LogOptions } from '../container-runtime.js';
import type { Kube } from './kube.js';
import { SERVER } from './manifests.js';
import { currentPod, endOf, type Instance } from './states.js';

/**
 * The lines of a server with their times. A cluster's API does not tell the two streams apart, so that all are
 * `stdout`. Of a server whose process has ended, those of that process.
 */
export async function* kubeLogs(
  kube: Kube,
  instance: Instance,
  options: LogOptions,
): AsyncIterable<ContainerLogLine> {
  const pod = currentPod(instance);
  if (pod === undefined || options.signal?.aborted === true) return;
  const since = sinceOf(options);
  const source = await open(kube, pod, query(pod, options, since));
  const reader = createInterface({ input: source, crlfDelay: Infinity });
  const end = () => void source.destroy();
  // A reader by itself does not see that its source was cut off.
  source.once('close', () => reader.close());
  source.on('error', () => undefined);
  options.signal?.addEventListener('abort', end, { once: true });
  try {
    for await (const line of reader) {
      const parsed = parse(line);
      // The cluster counts in seconds.
      if (parsed.at >= since) yield parsed;
    }
  } finally {
    options.signal?.removeEventListener('abort', end);
    end();
  }
}

/** The beginning of time for all. */
function sinceOf({ since, tail }: LogOptions): Date {
  return since ?? new Date(tail === 0 ? Date.now() : 0);
}

function query(pod: V1Pod, { follow, tail }: LogOptions, since: Date): URLSearchParams {
  const status = pod.status?.containerStatuses?.find(({ name }) => name === SERVER);
  const isRestarted = endOf(pod) !== undefined && status?.state?.terminated === undefined;
  return new URLSearchParams({
    container: SERVER,
    timestamps: 'true',
    follow: String(follow && !isRestarted),
    previous: String(isRestarted),
    ...(Number.isFinite(tail) ? { tailLines: String(tail) } : {}),
    ...(since.getTime() === 0 ? {} : { sinceTime: since.toISOString() }),
  });
}

/** By our own request: the client's does not tell when a stream is cut off. */
async function open(
  { config, namespace }: Kube,
  pod: V1Pod,
  search: URLSearchParams,
): Promise<IncomingMessage> {
  const path = `/api/v1/namespaces/${namespace}/pods/${pod.metadata?.name ?? ''}/log?${search.toString()}`;
  const url = new URL(`${config.getCurrentCluster()?.server ?? ''}${path}`);
  const options: RequestOptions = {};
  await config.applyToHTTPSOptions(options);
  const request = (url.protocol === 'http:' ? plain : secure)(url, options);
  request.end();
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  if (response.statusCode === 200) return response;
  throw Object.assign(new Error('the log cannot be read'), {
    code: response.statusCode,
    body: await text(response),
  });
}

function parse(line: string): ContainerLogLine {
  const cut = line.indexOf(' ');
  return { at: new Date(line.slice(0, cut)), stream: 'stdout', text: line.slice(cut + 1) };
}
