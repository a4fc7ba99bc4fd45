import { createServer, request, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as it came, to be sent again. */
export interface Recorded {
  readonly method: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Reply {
  readonly status: number;
  readonly contentType: string;
  /** JSON, server-sent events as a list of JSON, or text; what differs by chance is masked. */
  readonly body: unknown;
  /** The SDK's answers are chunked; only the fast lane knows a length. */
  readonly hasLength: boolean;
}

/** A stream that stays open says what it says in this time. */
const PATIENCE_MS = 1_500;

export interface Recorder {
  readonly url: string;
  readonly recorded: readonly Recorded[];
  close(): Promise<void>;
}

/** Stands before a server and keeps every request that goes to it. */
export async function recorderBefore(target: string): Promise<Recorder> {
  const recorded: Recorded[] = [];
  const { host, port, hostname, pathname } = new URL(target);
  const server = createServer((incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const { method = 'GET', headers, url = '/' } = incoming;
      const body = Buffer.concat(chunks);
      if (url.startsWith(pathname)) recorded.push({ method, headers, body: body.toString('utf8') });
      const own = headers.host === incoming.socket.localAddress ? host : headers.host;
      const outgoing = request(
        { hostname, port, method, path: url, headers: { ...headers, host: own } },
        (answer) => {
          response.writeHead(answer.statusCode ?? 502, answer.headers);
          answer.pipe(response);
        },
      );
      outgoing.on('error', () => response.destroy());
      response.on('close', () => outgoing.destroy());
      outgoing.end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${pathname}`,
    recorded,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Sends a request to a server as it was recorded, but to that server's own host. */
export function replay(url: string, { method, headers, body }: Recorded): Promise<Reply> {
  const { host, hostname, port, pathname } = new URL(url);
  const {
    'content-length': _length,
    'transfer-encoding': _coding,
    connection: _connection,
    ...kept
  } = headers;
  const wasOwnHost = /^(127\.0\.0\.1|localhost)(:\d+)?$/u.test(headers.host ?? '');
  return new Promise((resolve, reject) => {
    const outgoing = request(
      { hostname, port, path: pathname, method, headers: { ...kept, ...(wasOwnHost ? { host } : {}) } },
      (answer) => {
        let text = '';
        const finish = () => {
          clearTimeout(timer);
          const contentType = String(answer.headers['content-type'] ?? '');
          resolve({
            status: answer.statusCode ?? 0,
            contentType,
            body: masked(parsed(text, contentType)),
            hasLength: answer.headers['content-length'] !== undefined,
          });
          outgoing.destroy();
        };
        const timer = setTimeout(finish, PATIENCE_MS);
        answer.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
        answer.once('end', finish);
        answer.on('error', () => undefined);
      },
    );
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

function parsed(text: string, contentType: string): unknown {
  if (contentType.startsWith('text/event-stream'))
    return text
      .split('\n')
      .filter((line) => line.startsWith('data:') && line.trim() !== 'data:')
      .map((line) => JSON.parse(line.slice(5)) as unknown);
  return contentType.startsWith('application/json') ? (JSON.parse(text) as unknown) : text;
}

/** What a server signs or draws anew each time. */
const BY_CHANCE: ReadonlySet<string> = new Set(['requestState', 'elicitationId']);

function masked(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(masked);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, BY_CHANCE.has(name) ? '(masked)' : masked(member)]),
  );
}
