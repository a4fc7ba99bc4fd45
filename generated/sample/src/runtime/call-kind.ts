import type { CallToolResult } from '@modelcontextprotocol/server';
import type { ServerConfig } from './config.js';
import type { GraphqlTypes, ToolDefinition } from './format.js';
import type { BuiltRequest } from './request/build-request.js';
import type { ResultContext } from './results/result-context.js';
import type { OpenExchange, UpstreamAnswer, UpstreamRequest } from './upstream/exchange.js';

/** What of a request its binding decides. */
export type SendOptions = Partial<Pick<UpstreamRequest, 'repeatable' | 'keepRedirects'>>;

/** A call whose arguments are checked, with what it takes to reach the API. */
export interface CheckedCall {
  readonly tool: ToolDefinition;
  readonly args: Readonly<Record<string, unknown>>;
  readonly config: ServerConfig;
  readonly graphqlTypes: GraphqlTypes;
  /** Sends below the API's base URL, with credentials, limits and retries. */
  send(request: BuiltRequest, how: SendOptions): Promise<UpstreamAnswer>;
  /**
   * An exchange that takes its own course, with the same credentials and in the same line as others.
   *
   * @param at Address in place of the API's base URL
   */
  exchange<Answer extends { readonly status: number }>(
    request: BuiltRequest,
    at: URL,
    use: (open: OpenExchange) => Promise<Answer>,
  ): Promise<Answer>;
  /** Where calls of the tool go. */
  readonly base: URL;
  /** Ends the call when its client leaves. */
  readonly signal: AbortSignal;
  /** Tells a client that asked for progress how far the call has come. */
  readonly tell: (message: string) => void;
  readonly result: ResultContext;
}

/**
 * Executes the tools of one kind of binding.
 *
 * @throws CallError
 */
export type CallKind = (call: CheckedCall) => Promise<CallToolResult>;
