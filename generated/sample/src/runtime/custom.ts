/**
 * What the owner of a project may add in `src/custom/index.ts`: own tools, prompts, resources and completion, and
 * a say in every call. The types of results are those of the MCP SDK (`@modelcontextprotocol/server`).
 */
import type {
  CallToolResult,
  ClientCapabilities,
  GetPromptResult,
  Icon,
  InputRequest,
  InputRequiredResult,
  InputResponseView,
  LoggingLevel,
  ReadResourceResult,
  ServerContext,
} from '@modelcontextprotocol/server';
import type { ObjectSchema, ToolAnnotations } from './format.js';

export { inputRequired as ask } from '@modelcontextprotocol/server';

/** Everything is optional; what is left out stays as generated. */
export interface CustomCode {
  /** How the server presents itself. */
  readonly server?: CustomServerInfo;
  /** Listed after the generated ones; a generated tool of the same name is replaced. */
  readonly tools?: readonly CustomTool[];
  readonly prompts?: readonly CustomPrompt[];
  readonly resources?: readonly CustomResource[];
  readonly resourceTemplates?: readonly CustomResourceTemplate[];
  /**
   * Set when a tool or prompt asks the client for something ({@link CallContext.ask}). Clients of 2025-11-25 and
   * older then get a session over HTTP, since a server can ask them only while it remembers them. Newer clients and
   * stdio need none.
   */
  readonly asksClient?: boolean;
  /**
   * Runs before every tool call, with the arguments as the client gave them (they are checked afterwards).
   *
   * @returns Nothing to go on; `{ arguments }` to go on with others; `{ result }` to answer in the tool's place, which
   *   is how a call is refused (`isError: true`); or what {@link CallContext.ask} gives, to ask the client first
   * @throws Error whose message the model sees; the call is not made
   */
  readonly beforeCall?: BeforeCall;
  /** Runs after every tool call that was made; a result that is returned takes the place of the given one. */
  readonly afterCall?: AfterCall;
  /** A say in the calls of single tools, by the tool's name; the server does not start when there is no such tool. */
  readonly hooks?: Readonly<Record<string, ToolHooks>>;
  /** Runs once, before the first request. What it returns runs when the server stops. */
  readonly start?: (server: StartedServer) => Awaitable<(() => Awaitable<void>) | void>;
}

export type Awaitable<T> = T | Promise<T>;

export type BeforeCall = (
  call: ToolCall,
  context: CallContext,
) => Awaitable<CallChange | InputRequiredResult | void>;

export type AfterCall = (
  call: ToolCall,
  result: CallToolResult,
  context: CallContext,
) => Awaitable<CallToolResult | void>;

/** For one tool. What clients see of it stays as it is: its name, description and schemas. */
export interface ToolHooks {
  /** Like {@link CustomCode.beforeCall}, and after it, with the arguments that it gave. */
  readonly before?: BeforeCall;
  /**
   * Answers in the tool's place, with arguments that were checked against the tool's schema. `context.callTool` with
   * the tool's own name makes the call that it would have made. A tool with an output schema owes `structuredContent`.
   */
  readonly replace?: CustomTool['call'];
  /** Like {@link CustomCode.afterCall}, and before it; for what {@link replace} gives, too. */
  readonly after?: AfterCall;
}

export interface CustomServerInfo {
  readonly title?: string;
  readonly websiteUrl?: string;
  /** `https:` or `data:` addresses. Short ones: newer clients get them with every answer. */
  readonly icons?: readonly Icon[];
  /** For the model, in place of the generated sentence; at most 2 KB are read by common clients. */
  readonly instructions?: string;
}

export interface CustomTool {
  /** `[a-zA-Z0-9_-]`, at most 52 characters: what every client takes. */
  readonly name: string;
  readonly title?: string;
  readonly description: string;
  /** JSON Schema 2020-12; no arguments when left out. Arguments are checked against it before {@link call}. */
  readonly inputSchema?: ObjectSchema;
  readonly outputSchema?: ObjectSchema;
  /** When left out, clients take the tool for one that may destroy. */
  readonly annotations?: Partial<ToolAnnotations>;
  readonly icons?: readonly Icon[];
  /** OAuth scopes that a caller needs besides `OAUTH_SCOPES`, where the server checks tokens. */
  readonly scopes?: readonly string[];
  /**
   * A text stands for a result with that text. Thrown errors become results with `isError`, except the SDK's
   * `ProtocolError`, which is passed on as it is.
   */
  readonly call: (
    args: Readonly<Record<string, unknown>>,
    context: CallContext,
  ) => Awaitable<string | CallToolResult | InputRequiredResult>;
}

export interface CustomPrompt {
  readonly name: string;
  readonly title?: string;
  readonly description?: string;
  readonly icons?: readonly Icon[];
  readonly arguments?: readonly CustomPromptArgument[];
  /** A text stands for one message of the user. A required argument that is missing is refused before. */
  readonly get: (
    args: Readonly<Record<string, string>>,
    context: CallContext,
  ) => Awaitable<string | GetPromptResult | InputRequiredResult>;
}

export interface CustomPromptArgument {
  readonly name: string;
  readonly title?: string;
  readonly description?: string;
  readonly required?: boolean;
  readonly complete?: Complete;
}

/** Suggests values that begin with what was typed; at most 100 are passed on. */
export type Complete = (
  typed: string,
  others: Readonly<Record<string, string>>,
) => Awaitable<readonly string[]>;

interface ResourceLook {
  readonly name: string;
  readonly title?: string;
  readonly description?: string;
  readonly mimeType?: string;
  readonly icons?: readonly Icon[];
}

export interface CustomResource extends ResourceLook {
  /** With a scheme of your own: `notes://today`. */
  readonly uri: string;
  /** In bytes, where known. */
  readonly size?: number;
  /** A text stands for contents of the resource's own type. */
  readonly read: (context: CallContext) => Awaitable<string | ReadResourceResult | InputRequiredResult>;
}

export interface CustomResourceTemplate extends ResourceLook {
  /** RFC 6570: `notes://{day}`. */
  readonly uriTemplate: string;
  readonly complete?: Readonly<Record<string, Complete>>;
  /** Undefined when there is no such resource. */
  readonly read: (
    variables: Readonly<Record<string, string>>,
    context: CallContext,
  ) => Awaitable<string | ReadResourceResult | InputRequiredResult | undefined>;
}

/** A tool call as the hooks see it. */
export interface ToolCall {
  readonly name: string;
  readonly arguments: Readonly<Record<string, unknown>>;
  /** Whether the tool is one of {@link CustomCode.tools}. */
  readonly isCustom: boolean;
  readonly annotations: Partial<ToolAnnotations>;
}

/** Other arguments to go on with, or a result in the tool's place. */
export type CallChange =
  { readonly arguments: Readonly<Record<string, unknown>> } | { readonly result: CallToolResult };

/** What a request came with, and what can be done while it is answered. */
export interface CallContext {
  /** Aborted when the client cancels or goes away. */
  readonly signal: AbortSignal;
  /** `modern`: 2026-07-28 and newer; `legacy`: 2025-11-25 and older. */
  readonly era: 'modern' | 'legacy';
  /** What the client said it can do. */
  readonly clientCapabilities: ClientCapabilities;
  /** Who calls, where the server checks tokens (`OAUTH_ISSUER`). */
  readonly user?: { readonly subject: string; readonly clientId: string; readonly scopes: readonly string[] };
  /** Reports progress to a client that wants it. */
  progress(done: number, total?: number, message?: string): Promise<void>;
  /** Sends a log message to a client that wants it. */
  log(level: LoggingLevel, data: unknown): Promise<void>;
  /** Calls any tool, generated or own, without the hooks. Never throws for what goes wrong with the API. */
  callTool(
    name: string,
    args: Readonly<Record<string, unknown>>,
  ): Promise<CallToolResult | InputRequiredResult>;
  /**
   * Makes the answer that asks the client: return it, and the same function runs again with the {@link answer}s.
   * Works with every client that has declared the capability; others get an error that says so.
   *
   * @param requests By a key of your choice, made with `ask.elicit`, `ask.elicitUrl`, `ask.createMessage` or `ask.listRoots`
   * @param state Plain JSON that comes back as {@link state} with the answers. It travels through the client, signed
   */
  ask(requests: Readonly<Record<string, InputRequest>>, state?: unknown): Promise<InputRequiredResult>;
  /** What the client answered to the request of that key; kind `missing` where it did not. Not checked: it is input. */
  answer(key: string): InputResponseView;
  /** The state given with the last {@link ask} of this very tool, prompt or resource, or undefined. */
  state<T>(): T | undefined;
  /** Everything else: the SDK's own context. */
  readonly sdk: ServerContext;
}

/** Tells clients what changed. */
export interface StartedServer {
  /** For clients that subscribed to the resource. */
  resourceUpdated(uri: string): void;
  /** For clients that listen. */
  resourcesChanged(): void;
}

/** Checks the type of what a project adds; nothing more. */
export function defineCustom(code: CustomCode): CustomCode {
  return code;
}
