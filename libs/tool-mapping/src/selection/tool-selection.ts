import type { JsonValue } from '#lib/api-description';
import type { ToolAnnotations } from '#lib/server-runtime';

/**
 * Which operations become tools, and what a person changes about them: plain data that is kept with an API,
 * so that its tools are made the same way again from a later description.
 */
export interface ToolSelection {
  /** Where given, an operation must match every kind of list in it. */
  readonly include?: OperationFilter;
  /** An operation that matches any list in it is left out. */
  readonly exclude?: OperationFilter;
  /** By operation id (`GET /pets/{petId}`) or by operationId. */
  readonly tools?: Readonly<Record<string, ToolOverride>>;
  /** Makes a tool of each GraphQL subscription; without it none is one, unless its override enables it. */
  readonly subscriptions?: boolean | SubscriptionChoice;
}

/** How the events of GraphQL subscriptions are collected. */
export interface SubscriptionChoice {
  /** Server-sent events, or graphql-transport-ws; by the address when missing, and that by itself says `sse`. */
  readonly transport?: 'sse' | 'websocket';
  /** Where they are served, absolute; http, https, ws or wss. The API's own address when missing. */
  readonly endpoint?: string;
  /** The most events that a call may ask for; 100 when missing. */
  readonly maxEvents?: number;
  /** The most seconds that a call may take; 60 when missing. */
  readonly maxSeconds?: number;
}

/** Within a list any entry suffices. Patterns: `*` within a path segment, `**` across segments, `?` one character. */
export interface OperationFilter {
  readonly tags?: readonly string[];
  /** Patterns for the whole path: `/pets/**` matches `/pets` and everything below. */
  readonly paths?: readonly string[];
  /** In any case. */
  readonly methods?: readonly string[];
  /** Patterns for the operationId, or operation ids (`GET /pets/{petId}`). */
  readonly operations?: readonly string[];
}

/** What a person says about one tool; what is missing stays as the description has it. */
export interface ToolOverride {
  /** `[a-zA-Z_][a-zA-Z0-9_-]*`, at most 52 characters, unique ignoring case. */
  readonly name?: string;
  readonly title?: string;
  /** At most 1,024 characters. */
  readonly description?: string;
  /** Decides alone, whatever filters and `x-mcp` say. */
  readonly enabled?: boolean;
  readonly annotations?: Partial<ToolAnnotations>;
  /** By argument name or by the parameter's name in the description. */
  readonly parameters?: Readonly<Record<string, ArgumentOverride>>;
}

export interface ArgumentOverride {
  readonly description?: string;
  /** Sent where the model leaves the argument out, and always when it is hidden. */
  readonly default?: JsonValue;
  /** The model does not see the argument. */
  readonly hidden?: boolean;
}
