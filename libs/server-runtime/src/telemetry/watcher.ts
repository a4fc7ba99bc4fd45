/**
 * What is told of a server's work while it goes on. Nothing here holds arguments, results, secrets or addresses with
 * values in them, so that whatever a watcher writes down is free of them.
 */
export interface Watcher {
  /** A request of a client begins. @returns is told its end, once */
  requestBegins(call: WatchedCall): (end: RequestEnd) => void;
  /** One request over the wire to the API begins; without a call where no client waits for it. */
  upstreamBegins?(request: UpstreamFacts, call: WatchedCall | undefined): WatchedExchange;
  /** How many calls wait for their turn, asked whenever it is wanted. */
  watchQueue?(waiting: () => number): void;
  close?(): Promise<void>;
}

/** A request of a client while it is answered. */
export interface WatchedCall {
  readonly facts: RequestFacts;
  /** 32 hexadecimal digits: of the client's trace, or of the own one. */
  traceId?: string;
  /** Of the last answer of the API. */
  upstreamStatus?: number;
}

export interface RequestFacts {
  /** Of MCP, as `tools/call`. */
  readonly method: string;
  /** Only a name that this server has: others would let clients make up names without end. */
  readonly tool?: string;
  readonly prompt?: string;
  /** The JSON-RPC id as text. */
  readonly requestId?: string;
  readonly protocolVersion?: string;
  readonly sessionId?: string;
  readonly isHttp: boolean;
  /** `traceparent` and `tracestate` of the request itself (`params._meta`), and of what carried it. */
  readonly meta: TraceFields;
  readonly headers: TraceFields;
}

/** https://www.w3.org/TR/trace-context/ */
export interface TraceFields {
  readonly traceparent?: string;
  readonly tracestate?: string;
}

export type Outcome = 'ok' | 'tool_error' | 'input_required' | 'cancelled' | 'protocol_error';

export interface RequestEnd {
  readonly outcome: Outcome;
  /** The code of a JSON-RPC error. */
  readonly code?: number;
  readonly seconds: number;
}

export interface UpstreamFacts {
  readonly method: string;
  readonly origin: URL;
  /** Path with the names of its parameters; undefined where a redirect leads. */
  readonly template?: string;
  /** Times that this request was sent before, and redirects followed since. */
  readonly retries: number;
  readonly redirects: number;
}

export interface WatchedExchange {
  /** Sent along, unless the request has them. */
  readonly headers?: Readonly<Record<string, string>>;
  end(answer: { readonly status?: number; readonly error?: string; readonly seconds: number }): void;
}
