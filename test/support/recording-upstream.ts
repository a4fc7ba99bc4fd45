import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** A request as it arrived. */
export interface ArrivedRequest {
  readonly method: string;
  /** Path with query. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** An API that keeps every request, and echoes its credentials in headers and body, as a careless one would. */
export interface RecordingUpstream {
  readonly url: string;
  readonly arrived: ArrivedRequest[];
  close(): void;
}

export async function startRecordingUpstream(): Promise<RecordingUpstream> {
  const arrived: ArrivedRequest[] = [];
  const server = createServer((request, response) => {
    void (async () => {
      const body = await text(request);
      const { method = '', url = '', headers } = request;
      arrived.push({ method, url, headers, body });
      const isMissing = url.endsWith('/pet/404');
      const echoed = { authorization: headers.authorization, key: headers['api_key'] };
      response
        .writeHead(isMissing ? 404 : 200, {
          'content-type': 'application/json',
          'x-echo': headers.authorization ?? '',
        })
        .end(JSON.stringify(isMissing ? { message: 'no such pet' } : { id: 7, name: 'Rex', echoed }));
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v3`,
    arrived,
    close: () => void server.close(),
  };
}
