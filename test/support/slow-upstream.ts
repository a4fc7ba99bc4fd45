import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An API that answers every request, some after a moment. */
export interface SlowUpstream {
  readonly url: string;
  delayMs: number;
  close(): void;
}

export async function startUpstream(): Promise<SlowUpstream> {
  const upstream = { url: '', delayMs: 0, close: () => void server.close() };
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'application/json');
    setTimeout(() => response.end(JSON.stringify({ id: 7, name: 'Rex' })), upstream.delayMs);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  upstream.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v3`;
  return upstream;
}
