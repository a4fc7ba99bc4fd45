import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LIST, post, serveFixture, type ServedFixture } from '../../support/served-fixture.js';

const TIMEOUT_MS = 800;
/** A timeout, the time until it is looked for, and a slow machine. */
const BOUND_MS = 5_000;

let server: ServedFixture;

beforeAll(async () => {
  const env = {
    ALLOWED_ORIGINS: 'https://app.example.com',
    ALLOWED_HOSTS: 'mcp.example.com',
    MAX_REQUEST_BYTES: '65536',
    REQUEST_TIMEOUT_MS: String(TIMEOUT_MS),
  };
  server = await serveFixture({ env });
});
afterAll(() => server.close());

/** Sends raw bytes; gives the status line's code when the connection ends, 0 when it ended without one. */
function raw(write: (socket: Socket) => void): Promise<{ status: number; ms: number }> {
  const started = performance.now();
  return new Promise((resolve) => {
    let answer = '';
    const socket = connect(server.port, '127.0.0.1', () => write(socket));
    socket.setEncoding('latin1').on('data', (text: string) => (answer += text));
    socket.on('error', () => undefined);
    socket.once('close', () =>
      resolve({ status: Number(answer.split(' ')[1] ?? 0), ms: performance.now() - started }),
    );
  });
}

const head = (...lines: string[]) =>
  ['POST /mcp HTTP/1.1', 'Connection: close', ...lines, '', ''].join('\r\n');
const JSON_TYPE = 'Content-Type: application/json';

describe('Host', () => {
  it.each([
    ['a foreign name', ['Host: evil.example.com'], 403],
    ['a foreign name that begins with ours', ['Host: localhost.evil.example.com'], 403],
    ['a user name before ours', ['Host: evil.example.com@localhost'], 403],
    ['none', [], 400],
    ['two', ['Host: localhost', 'Host: evil.example.com'], 400],
  ])('refuses %s', async (_name, lines, status) => {
    expect(await raw((socket) => socket.write(head(...lines, JSON_TYPE, 'Content-Length: 0')))).toMatchObject(
      {
        status,
      },
    );
  });

  it.each(['localhost', '127.0.0.1', '[::1]:80', 'mcp.example.com', 'MCP.example.com:8443'])(
    'takes %s',
    async (host) => {
      const body = JSON.stringify(LIST);
      const request = head(
        `Host: ${host}`,
        JSON_TYPE,
        'Accept: application/json, text/event-stream',
        `Content-Length: ${body.length}`,
      );
      const { status } = await raw((socket) => {
        socket.once('data', () => socket.end());
        socket.write(request + body);
      });
      expect(status).toBe(200);
    },
  );
});

describe('Origin', () => {
  it.each([
    'https://evil.example.com',
    'null',
    'http://localhost.evil.example.com',
    'https://app.example.com:444',
  ])('refuses a page of %s', async (origin) => {
    expect((await post(server.url, LIST, { origin })).status).toBe(403);
  });

  it.each(['https://app.example.com', 'http://localhost:6274'])(
    'lets a page of %s call and read',
    async (origin) => {
      const preflight = await fetch(server.url, {
        method: 'OPTIONS',
        headers: { origin, 'access-control-request-method': 'POST' },
      });
      expect(preflight.status).toBe(204);
      expect(preflight.headers.get('access-control-allow-headers')).toContain('mcp-protocol-version');
      const response = await post(server.url, LIST, { origin });
      expect(response.status).toBe(200);
      expect(response.headers.get('access-control-allow-origin')).toBe(origin);
      await response.text();
    },
  );
});

describe('bodies', () => {
  const call = (args: string) =>
    `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"get_item","arguments":${args}}}`;

  it.each<[string, string | Uint8Array<ArrayBuffer>, number, Record<string, string>?]>([
    ['a member named twice', call('{"id":"a","id":"b"}'), 400],
    ['two methods', '{"jsonrpc":"2.0","id":1,"method":"tools/list","method":"tools/call"}', 400],
    ['__proto__', call('{"id":"a","__proto__":{"polluted":true}}'), 400],
    ['deep nesting', call(`${'['.repeat(20_000)}${']'.repeat(20_000)}`), 400],
    ['long batches', `[${Array.from({ length: 60 }, () => JSON.stringify(LIST)).join(',')}]`, 400],
    ['no JSON', '{', 400],
    ['nothing', '', 400],
    ['null', 'null', 400],
    ['a number', '1', 400],
    ['an empty batch', '[]', 400],
    ['no UTF-8', new Uint8Array([0x22, 0xff, 0x22]), 400],
    ['a form', 'a=b', 415, { 'content-type': 'application/x-www-form-urlencoded' }],
    [
      'plain text, which a page may send unasked',
      JSON.stringify(LIST),
      415,
      { 'content-type': 'text/plain' },
    ],
    ['a compressed one', JSON.stringify(LIST), 415, { 'content-encoding': 'gzip' }],
    ['a long one', call(`{"id":"${'x'.repeat(70_000)}"}`), 413],
  ])('are refused: %s', async (_name, body, status, headers) => {
    const before = server.api.seen.length;
    const response = await fetch(server.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
    });
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ jsonrpc: '2.0', id: null });
    expect(server.api.seen).toHaveLength(before);
    expect(Object.prototype).not.toHaveProperty('polluted');
  });

  it('are refused while they come, when they never say how long they are', async () => {
    const chunk = `10000\r\n${'x'.repeat(0x10000)}\r\n`;
    let written = 0;
    const { status, ms } = await raw((socket) => {
      socket.write(head('Host: localhost', JSON_TYPE, 'Transfer-Encoding: chunked'));
      const more = () => {
        written += 1;
        if (!socket.destroyed && written < 64) socket.write(chunk, () => setTimeout(more, 10));
      };
      more();
    });
    expect(status).toBe(413);
    expect(ms).toBeLessThan(BOUND_MS);
    expect(written).toBeLessThan(64);
  });

  it('and headers have a bound, too', async () => {
    const request = head('Host: localhost', `X-Long: ${'x'.repeat(40_000)}`);
    expect(await raw((socket) => socket.write(request))).toMatchObject({ status: 431 });
  });
});

describe('slow clients', () => {
  it.each<[string, string]>([
    ['headers that never end', 'POST /mcp HTTP/1.1\r\nHost: localhost\r\n'],
    ['a body that never comes', head('Host: localhost', JSON_TYPE, 'Content-Length: 9000')],
  ])('are cut off: %s', async (_name, start) => {
    const { status, ms } = await raw((socket) => {
      socket.write(start);
      const drip = setInterval(() => socket.write('X-A: b\r\n'), 100);
      socket.once('close', () => clearInterval(drip));
    });
    expect(status).toBe(408);
    expect(ms).toBeGreaterThan(TIMEOUT_MS / 2);
    expect(ms).toBeLessThan(BOUND_MS);
  });

  it('keep nobody else waiting', async () => {
    const slow = Array.from({ length: 200 }, () =>
      raw((socket) => socket.write('POST /mcp HTTP/1.1\r\nHost: localhost\r\n')),
    );
    const response = await post(server.url, LIST);
    expect(response.status).toBe(200);
    await response.text();
    expect((await Promise.all(slow)).every(({ status, ms }) => status === 408 && ms < BOUND_MS)).toBe(true);
  });
});
