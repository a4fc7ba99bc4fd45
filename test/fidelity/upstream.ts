import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { ApiAnswer, ArrivedRequest, Listener } from './fidelity-case.js';

const DEFAULT_ANSWER: ApiAnswer = { headers: { 'content-type': 'application/json' }, body: '{"ok":true}' };

/**
 * Two HTTP/1.1 listeners on 127.0.0.1 that record requests byte for byte. Written on sockets, since Node's
 * own HTTP server refuses methods that it does not know and tidies what it reads.
 */
export class Upstream {
  readonly #servers = new Map<Listener, Server>();
  readonly #sockets = new Set<Socket>();
  #arrived: ArrivedRequest[] = [];
  #answers: ApiAnswer[] = [];

  static async start(): Promise<Upstream> {
    const upstream = new Upstream();
    await upstream.#listen('api');
    await upstream.#listen('other');
    return upstream;
  }

  host(listener: Listener): string {
    const address = this.#servers.get(listener)?.address() as AddressInfo | undefined;
    return `127.0.0.1:${address?.port ?? 0}`;
  }

  /** Forgets what came and prepares what is answered next. */
  expect(answers: readonly ApiAnswer[]): void {
    this.#arrived = [];
    this.#answers = [...answers];
  }

  arrived(): readonly ArrivedRequest[] {
    return this.#arrived;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await Promise.all([...this.#servers.values()].map((server) => new Promise((done) => server.close(done))));
  }

  #listen(listener: Listener): Promise<void> {
    const server = createServer((socket) => this.#serve(socket, listener));
    this.#servers.set(listener, server);
    return new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(0, '127.0.0.1', resolve);
    });
  }

  #serve(socket: Socket, listener: Listener): void {
    this.#sockets.add(socket);
    socket.once('close', () => this.#sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    let pending = Buffer.alloc(0);
    socket.on('data', (chunk: Buffer) => {
      pending = Buffer.concat([pending, chunk]);
      for (let read = readRequest(pending); read !== undefined; read = readRequest(pending)) {
        pending = pending.subarray(read.length);
        this.#arrived.push({ to: listener, ...read.request });
        const answer = this.#answers.shift() ?? DEFAULT_ANSWER;
        socket.write(answerBytes(answer, read.request.line.startsWith('HEAD ')));
      }
    });
  }
}

/** The first request of the bytes, with its length; undefined until it is whole. */
function readRequest(bytes: Buffer): { length: number; request: Omit<ArrivedRequest, 'to'> } | undefined {
  const end = bytes.indexOf('\r\n\r\n');
  if (end === -1) return undefined;
  const [first = '', ...lines] = bytes.subarray(0, end).toString('utf8').split('\r\n');
  const headers = lines.map((line): [string, string] => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
  });
  const body = readBody(bytes.subarray(end + 4), new Map(headers));
  if (body === undefined) return undefined;
  const request = { line: first.replace(/ HTTP\/1\.1$/, ''), headers, body: body.content };
  return { length: end + 4 + body.length, request };
}

/** RFC 9112 section 6.3: chunked, by its length, or none. */
function readBody(
  bytes: Buffer,
  headers: ReadonlyMap<string, string>,
): { length: number; content: Buffer } | undefined {
  if (headers.get('transfer-encoding') === 'chunked') return readChunks(bytes);
  const length = Number(headers.get('content-length') ?? 0);
  return bytes.length < length ? undefined : { length, content: bytes.subarray(0, length) };
}

function readChunks(bytes: Buffer): { length: number; content: Buffer } | undefined {
  const chunks: Buffer[] = [];
  let at = 0;
  for (;;) {
    const lineEnd = bytes.indexOf('\r\n', at);
    if (lineEnd === -1) return undefined;
    const size = Number.parseInt(bytes.subarray(at, lineEnd).toString('latin1'), 16);
    const next = lineEnd + 2 + size + 2;
    if (bytes.length < next) return undefined;
    if (size === 0) return { length: next, content: Buffer.concat(chunks) };
    chunks.push(bytes.subarray(lineEnd + 2, next - 2));
    at = next;
  }
}

function answerBytes({ status = 200, headers = {}, body, bodyBase64 }: ApiAnswer, head: boolean): Buffer {
  const content = bodyBase64 === undefined ? Buffer.from(body ?? '') : Buffer.from(bodyBase64, 'base64');
  const bodiless = head || status === 204 || status === 304;
  const lines = [
    `HTTP/1.1 ${status} Answer`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    ...(bodiless ? [] : [`content-length: ${content.byteLength}`]),
  ];
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`), bodiless ? Buffer.alloc(0) : content]);
}
