import type { IncomingMessage, ServerResponse } from 'node:http';

/** What the gateway answers in place of a server; `code` is stable. */
export interface Refusal {
  readonly status: number;
  readonly code:
    | 'origin-refused'
    | 'unauthenticated'
    | 'deployment-unknown'
    | 'session-unknown'
    | 'deployment-unavailable'
    | 'server-failed'
    | 'method-refused';
  readonly message: string;
  /** Seconds after which it is worth another try. */
  readonly retryAfter?: number;
  readonly state?: string;
}

/** Of the range that JSON-RPC 2.0 (section 5.1) leaves to servers; MCP has none for these. */
const SERVER_ERROR = -32_000;

export function refuse(response: ServerResponse, refusal: Refusal): void {
  const { status, code, message, retryAfter, state } = refusal;
  if (response.headersSent) return void response.destroy();
  if (status === 401) response.setHeader('www-authenticate', 'Bearer realm="toolwright"');
  if (retryAfter !== undefined) response.setHeader('retry-after', String(retryAfter));
  const data = {
    code,
    ...(state === undefined ? {} : { state }),
    ...(retryAfter === undefined ? {} : { retryAfterSeconds: retryAfter }),
  };
  const body = JSON.stringify({ jsonrpc: '2.0', id: null, error: { code: SERVER_ERROR, message, data } });
  // A body that nobody will read would keep the connection from its next request.
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(body);
}

const ALLOWED_HEADERS =
  'accept, authorization, content-type, last-event-id, mcp-method, mcp-name, mcp-protocol-version, mcp-session-id';

/** Lets the pages of an origin that was allowed before read the answer (Fetch standard, CORS). */
export function allowOrigin({ headers }: IncomingMessage, response: ServerResponse): void {
  if (headers.origin === undefined) return;
  response.setHeader('access-control-allow-origin', headers.origin);
  response.setHeader('access-control-expose-headers', 'mcp-session-id, www-authenticate, retry-after');
  response.setHeader('vary', 'origin');
}

export function answerPreflight(response: ServerResponse): void {
  response.writeHead(204, {
    'access-control-allow-methods': 'GET, POST, DELETE',
    'access-control-allow-headers': ALLOWED_HEADERS,
    'access-control-max-age': '600',
  });
  response.end();
}
