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
