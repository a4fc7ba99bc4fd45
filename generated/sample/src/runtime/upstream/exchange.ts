import type * as Undici from 'undici';

/** How an exchange ended. */
export interface ExchangeOutcome {
  readonly answer?: Pick<UpstreamAnswer, 'status'> & Partial<UpstreamAnswer>;
  readonly error?: unknown;
  readonly ms: number;
}

/** Notes exchanges. */
export interface ExchangeSink {
  add(request: UpstreamRequest, outcome: ExchangeOutcome): void;
}

export interface UpstreamRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  /** Header names that prove who asks; they never follow a redirect to another origin. */
  readonly secretHeaders: readonly string[];
  /** May be sent again although its method does not say so: a GraphQL query that is POSTed. */
  readonly repeatable?: boolean;
  readonly tls?: { readonly cert: string; readonly key: string };
  /** Path with the names of its parameters in place of their values, for telemetry. */
  readonly template?: string;
  /** A redirect is the answer itself. */
  readonly keepRedirects: boolean;
  /** Notes what is sent, for who may see it. */
  readonly record?: ExchangeSink;
}

export interface UpstreamAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly bytes: Buffer;
  /** The answer was longer than the limit; `bytes` is its beginning. */
  readonly truncated: boolean;
  /** A stream that was still open when its time was up; `bytes` is what came until then. */
  readonly open?: boolean;
}

/** What an exchange needs that is more than a request and its answer. */
export interface OpenExchange {
  readonly request: UpstreamRequest;
  readonly undici: typeof Undici;
  /** Of all requests with the same client certificate. */
  readonly dispatcher: Undici.Dispatcher;
  /** How connections to the API are made. */
  readonly connect: Undici.buildConnector.connector;
}
