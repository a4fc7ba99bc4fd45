import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface SeenRequest {
  readonly method: string;
  /** As it was on the wire, without the query. */
  readonly path: string;
}

/** Stands in for the API on this machine: notes each request and gives the answer that was set. */
export interface Upstream {
  readonly url: string;
  readonly seen: SeenRequest[];
  answer: { readonly contentType: string; readonly body: string };
  close(): void;
}

export async function startUpstream(): Promise<Upstream> {
  const server = createServer((request, response) => {
    upstream.seen.push({ method: request.method ?? '', path: (request.url ?? '').replace(/\?.*$/u, '') });
    request.resume().on('end', () => {
      response.writeHead(200, { 'content-type': upstream.answer.contentType });
      response.end(request.method === 'HEAD' ? undefined : upstream.answer.body);
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const upstream: Upstream = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen: [],
    answer: { contentType: 'application/json', body: '{}' },
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
  return upstream;
}
