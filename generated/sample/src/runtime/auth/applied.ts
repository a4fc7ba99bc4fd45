/** What a credential adds to a request. */
export interface AppliedAuth {
  readonly headers: Record<string, string>;
  /** Encoded `name=value` pairs. */
  readonly query: string[];
  readonly cookies: string[];
  /** PEM files of a client certificate. */
  tls?: { readonly cert: string; readonly key: string };
}

export function noAuth(): AppliedAuth {
  return { headers: {}, query: [], cookies: [] };
}
