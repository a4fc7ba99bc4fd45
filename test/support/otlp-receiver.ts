import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ReceivedSpan {
  readonly name: string;
  readonly kind: number;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly traceState?: string;
  readonly status: { readonly code?: number; readonly message?: string };
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly links: readonly { readonly traceId: string; readonly spanId: string }[];
}

/** A collector on this machine that takes OTLP over HTTP as JSON. */
export interface OtlpReceiver {
  readonly url: string;
  readonly spans: ReceivedSpan[];
  readonly paths: string[];
  readonly headers: IncomingHttpHeaders[];
  readonly resources: Record<string, unknown>[];
  /** Everything that came, as text. */
  text(): string;
  close(): Promise<void>;
}

interface Pair {
  readonly key: string;
  readonly value: Readonly<Record<string, unknown>>;
}

interface Export {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly Pair[] };
    readonly scopeSpans: readonly {
      readonly spans: readonly (Omit<ReceivedSpan, 'attributes' | 'links'> & {
        readonly attributes: readonly Pair[];
        readonly links?: ReceivedSpan['links'];
      })[];
    }[];
  }[];
}

/** @param status What it answers: a collector may refuse */
export async function startOtlpReceiver(status = 200): Promise<OtlpReceiver> {
  const texts: string[] = [];
  const received = { spans: [], paths: [], headers: [], resources: [] } as Pick<
    OtlpReceiver,
    'spans' | 'paths' | 'headers' | 'resources'
  >;
  const server = createServer((request, response) => {
    let text = '';
    request.setEncoding('utf8').on('data', (part: string) => (text += part));
    request.on('end', () => {
      texts.push(text);
      received.paths.push(request.url ?? '');
      received.headers.push(request.headers);
      for (const { resource, scopeSpans } of (JSON.parse(text) as Export).resourceSpans) {
        received.resources.push(plain(resource.attributes));
        for (const span of scopeSpans.flatMap(({ spans }) => spans))
          received.spans.push({ ...span, attributes: plain(span.attributes), links: span.links ?? [] });
      }
      response.writeHead(status, { 'content-type': 'application/json' }).end('{}');
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    ...received,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    text: () => texts.join('\n'),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}

function plain(pairs: readonly Pair[]): Record<string, unknown> {
  return Object.fromEntries(pairs.map(({ key, value }) => [key, Object.values(value)[0]]));
}
