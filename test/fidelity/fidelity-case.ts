type JsonObject = Readonly<Record<string, unknown>>;

/**
 * Cases that share one API description and one MCP server. Every string may hold `{{api}}` (origin of the
 * loopback API), `{{apiHost}}` (its host and port) and `{{other}}` (origin of a second listener).
 */
export interface FidelityGroup {
  readonly name: string;
  /** What the document states: `2.0` as `swagger`, everything else as `openapi`. */
  readonly version: '2.0' | '3.0.4' | '3.1.1' | '3.2.0';
  /** Members of the document's root; where no server is named here, `{{api}}` is the server. */
  readonly root?: JsonObject;
  /** Environment of the MCP server. */
  readonly env?: Readonly<Record<string, string>>;
  /** The path under `{{api}}` that the document is fetched from; without one it is handed over as text. */
  readonly fetchedFrom?: string;
  readonly cases: readonly FidelityCase[];
}

/** A fragment of a description and a call of its tool, with the traffic and the result that must follow. */
export interface FidelityCase {
  readonly name: string;
  /** Method and path template: `GET /pets/{petId}`. Cases of a group may call one operation. */
  readonly call: string;
  /** The Operation Object; an earlier case of the same `call` may have given it. */
  readonly operation?: JsonObject;
  /** Further members of the Path Item Object. */
  readonly pathItem?: JsonObject;
  readonly args?: JsonObject;
  /** How often the tool is called, one call after the other; once unless said. */
  readonly times?: number;
  /** Every request that must arrive, in order, and no other. */
  readonly sends?: ExpectedRequest | readonly ExpectedRequest[];
  /** What the API answers, in order; `200` with `{"ok":true}` beyond the last. */
  readonly answers?: readonly ApiAnswer[];
  /** The last call's result; without it, any result that is no error. */
  readonly gives?: ExpectedResult;
  /** Nothing may arrive, and the result must be an error with these words. */
  readonly refuses?: readonly string[];
  /** The call lasts no shorter than this, in milliseconds. */
  readonly lastsMs?: number;
}

/** The request line without `HTTP/1.1`, for a request with neither body nor headers of its own; or all of it. */
export type ExpectedRequest =
  | string
  | {
      readonly line: string;
      readonly to?: Listener;
      /** By lower-case name. Headers not named here may only be those of any request (`host`, `accept`, …). */
      readonly headers?: Readonly<Record<string, string>>;
      /** UTF-8; `{{boundary}}` stands for the multipart boundary of the request. */
      readonly body?: string;
      readonly bodyBase64?: string;
    };

export type Listener = 'api' | 'other';

export interface ApiAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly bodyBase64?: string;
}

export interface ExpectedResult {
  readonly isError?: boolean;
  /** The whole of the only text. */
  readonly text?: string;
  /** Parts of the only text. */
  readonly says?: readonly string[];
  readonly content?: readonly JsonObject[];
  readonly structuredContent?: JsonObject;
}

/** A request as it arrived. */
export interface ArrivedRequest {
  readonly to: Listener;
  /** Raw, without `HTTP/1.1`. */
  readonly line: string;
  /** Lower-case name and value as UTF-8, in order. */
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Buffer;
}
