import type { ServerResponse } from 'node:http';

const INVALID_REQUEST = -32_600;

/** A request that is answered before MCP sees it. */
export class Refusal extends Error {
  override readonly name = 'Refusal';

  constructor(
    readonly status: number,
    message: string,
    readonly code: number = INVALID_REQUEST,
  ) {
    super(message);
  }
}

export function answerJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  if (response.headersSent || response.destroyed) return;
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store', ...headers });
  response.end(JSON.stringify(body));
}

/** As a JSON-RPC error without an id: the request was not read so far. The connection ends, read or not. */
export function answerRefusal(response: ServerResponse, { status, message, code }: Refusal): void {
  answerJson(
    response,
    status,
    { jsonrpc: '2.0', error: { code, message }, id: null },
    { connection: 'close' },
  );
}
