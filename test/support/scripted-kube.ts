import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

interface Thing {
  readonly metadata: { name: string; uid?: string; labels?: Record<string, string>; [key: string]: unknown };
  spec?: { replicas?: number; template?: { metadata: { labels: Record<string, string> } } };
  [key: string]: unknown;
}

const VERSION = { major: '1', minor: '31', gitVersion: 'v1.31.2' };

/**
 * An HTTP server that answers as an API server would, so far as it was told. It proves nothing about Kubernetes: only
 * which requests are sent, in which order, and what becomes of answers.
 */
export class ScriptedKube {
  /** `POST deployments`, with the kinds of patches. */
  readonly requests: string[] = [];
  readonly #things = new Map<string, Map<string, Thing>>();
  readonly #watches = new Set<{ kind: string; response: ServerResponse }>();
  readonly #server = createServer((request, response) => void this.#answer(request, response));
  #version = 10;
  /** For the next request whose line begins so. */
  #failures: { line: string; code: number; reason: string; message: string }[] = [];
  /** Put into the server's container of each pod that is made. */
  containerState: object = { state: { running: { startedAt: '2026-01-01T00:00:00Z' } } };
  url = '';

  async listen(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    this.url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  failNext(line: string, code: number, reason: string, message: string): void {
    this.#failures.push({ line, code, reason, message });
  }

  names(kind: string): string[] {
    return [...this.#of(kind).keys()];
  }

  /** Ends every watch with the news that its version is too old. */
  expireWatches(): void {
    for (const { response } of this.#watches) {
      const object = { kind: 'Status', status: 'Failure', code: 410, reason: 'Expired' };
      response.end(`${JSON.stringify({ type: 'ERROR', object })}\n`);
    }
    this.#watches.clear();
  }

  /** As if it had happened by itself. */
  setPods(containerState: object): void {
    for (const pod of this.#of('pods').values()) {
      pod['status'] = statusOf(containerState);
      this.#tell('pods', 'MODIFIED', pod);
    }
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url: path = '', headers } = request;
    const url = new URL(path, this.url);
    const [, kind = url.pathname, name] =
      /namespaces\/[^/]+\/([a-z]+)(?:\/([^/]+))?/.exec(url.pathname) ?? [];
    const verb = url.searchParams.has('watch') ? 'WATCH' : method;
    const line = verb === 'PATCH' ? `${verb} ${kind} ${headers['content-type']}` : `${verb} ${kind}`;
    this.requests.push(line);
    const body = JSON.parse((await text(request)) || 'null') as Thing;
    if (this.#refused(line, response)) return;
    if (name !== undefined) return this.#one(verb, { kind, name, body }, response);
    this.#all(verb, { kind, body, selector: url.searchParams.get('labelSelector') }, response);
  }

  #all(
    verb: string,
    { kind, body, selector }: { kind: string; body: Thing; selector: string | null },
    response: ServerResponse,
  ): void {
    if (verb === 'WATCH') this.#watch(kind, response);
    else if (verb === 'POST') this.#create(kind, body, response);
    else if (selector === null) this.#send(response, 200, VERSION);
    else this.#list(kind, selector, response);
  }

  #refused(line: string, response: ServerResponse): boolean {
    const failure = this.#failures.find((one) => line.startsWith(one.line));
    this.#failures = this.#failures.filter((one) => one !== failure);
    if (failure !== undefined) this.#send(response, failure.code, { kind: 'Status', ...failure });
    return failure !== undefined;
  }

  #watch(kind: string, response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'application/json' }).flushHeaders();
    this.#watches.add({ kind, response });
  }

  #create(kind: string, body: Thing, response: ServerResponse): void {
    if (this.#of(kind).has(body.metadata.name))
      return this.#send(response, 409, {
        kind: 'Status',
        code: 409,
        reason: 'AlreadyExists',
        message: 'exists',
      });
    body.metadata.uid = `uid-${(this.#version += 1)}`;
    this.#of(kind).set(body.metadata.name, body);
    this.#tell(kind, 'ADDED', body);
    this.#send(response, 201, body);
  }

  #list(kind: string, selector: string, response: ServerResponse): void {
    const wanted = selector.split(',').map((pair) => pair.split('='));
    const items = [...this.#of(kind).values()].filter(({ metadata }) =>
      wanted.every(([key = '', value]) => key === '' || metadata.labels?.[key] === value),
    );
    this.#send(response, 200, { kind: 'List', metadata: { resourceVersion: String(this.#version) }, items });
  }

  #one(
    method: string,
    { kind, name, body }: { kind: string; name: string; body: Thing },
    response: ServerResponse,
  ): void {
    const found = this.#of(kind).get(name);
    if (found === undefined)
      return this.#send(response, 404, {
        kind: 'Status',
        code: 404,
        reason: 'NotFound',
        message: 'no such thing',
      });
    if (method === 'DELETE') {
      this.#of(kind).delete(name);
      this.#tell(kind, 'DELETED', found);
    }
    if (method === 'PATCH') this.#merge(kind, found, body);
    this.#send(response, 200, kind === 'secrets' ? encoded(found) : found);
    if (method === 'PATCH' && found.spec?.replicas === 1) this.#makePod(found);
  }

  #merge(kind: string, found: Thing, body: Thing): void {
    const annotations = (found.metadata['annotations'] ??= {}) as object;
    Object.assign(annotations, body.metadata?.['annotations']);
    Object.assign((found.spec ??= {}), body.spec);
    this.#tell(kind, 'MODIFIED', found);
  }

  /** What a cluster's controllers would do. */
  #makePod({ metadata, spec }: Thing): void {
    const name = `${metadata.name}-x1y2z`;
    const pod = {
      metadata: {
        name,
        uid: `uid-${(this.#version += 1)}`,
        labels: spec?.template?.metadata.labels ?? {},
        creationTimestamp: '2026-01-01T00:00:00Z',
      },
      status: statusOf(this.containerState),
    };
    this.#of('pods').set(name, pod);
    this.#tell('pods', 'ADDED', pod);
  }

  #tell(kind: string, type: string, object: Thing): void {
    object.metadata['resourceVersion'] = String((this.#version += 1));
    for (const watch of this.#watches)
      if (watch.kind === kind) watch.response.write(`${JSON.stringify({ type, object })}\n`);
  }

  #of(kind: string): Map<string, Thing> {
    const known = this.#things.get(kind) ?? new Map<string, Thing>();
    this.#things.set(kind, known);
    return known;
  }

  #send(response: ServerResponse, code: number, body: object): void {
    response.writeHead(code, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  }
}

function statusOf(containerState: object) {
  return {
    phase: 'Running',
    podIP: '127.0.0.1',
    containerStatuses: [
      { name: 'server', ready: true, restartCount: 0, image: 'x', imageID: 'x', ...containerState },
    ],
  };
}

/** A Secret is given back as `data`, in base64. */
function encoded({ stringData = {}, ...rest }: Thing): object {
  const pairs = Object.entries(stringData as Record<string, string>);
  return { ...rest, data: Object.fromEntries(pairs.map(([key, value]) => [key, btoa(value)])) };
}
