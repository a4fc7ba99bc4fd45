import type { IncomingMessage, ServerResponse } from 'node:http';
import { PlainRequest } from '../mcp/plain-request.js';
import type { ServerFactory } from '../mcp/server-factory.js';
import { serverInfo, type ServerParts } from '../mcp/server-parts.js';
import { isRecord } from '../request/values.js';
import { traceFields } from '../telemetry/trace-fields.js';
import type { RequestFacts } from '../telemetry/watcher.js';
import { AnswerBatch } from './answer-batch.js';
import { ConnectionSignals } from './connection-signals.js';
import type { McpHandler } from './mcp-handler.js';
import { SERVER_INFO_KEY } from './plain-client.js';
import { clientOf, isKnownClient, PLAIN_VERSION, plainMessage, type PlainMessage } from './plain-message.js';

const INTERNAL_ERROR = -32_603;
/** Different clients seen; each has one kind of envelope. */
const MOST_CLIENTS = 256;

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

interface PlainCall {
  readonly name: string;
  readonly arguments: Readonly<Record<string, unknown>>;
}

/**
 * Answers plain tool calls and lists of the newest protocol (2026-07-28) without the SDK's machinery, which is made
 * for each request anew. What the SDK has not accepted from the same client before, unless the client says nothing that
 * could be refused, and whatever asks for more than an answer (progress, logs, rounds, unknown members), goes to the
 * SDK; a test holds both to the same answers.
 */
export class FastLane {
  readonly #accepted = new Set<string>();
  readonly #answers = new AnswerBatch();
  readonly #connections = new ConnectionSignals();
  readonly #isOpen: boolean;
  readonly #serverMeta: Readonly<Record<string, unknown>>;
  /** Written once: the end of every result. */
  readonly #end: string;
  /** Set once the SDK is loaded. */
  #factory: ServerFactory | undefined;

  /** @param handler Loads the SDK where it is not loaded yet */
  constructor(
    readonly parts: ServerParts,
    readonly handler: () => Promise<McpHandler>,
  ) {
    this.#isOpen = parts.caller.config.fastLane;
    this.#serverMeta = { [SERVER_INFO_KEY]: serverInfo(parts) };
    this.#end = `"_meta":${JSON.stringify(this.#serverMeta)}},"jsonrpc":"2.0","id":`;
  }

  /** Answers a request, or has the SDK do so. */
  async serve(request: IncomingMessage, response: ServerResponse, body: unknown): Promise<void> {
    const plain = this.#isOpen ? plainMessage(request, body) : undefined;
    if (plain === undefined) return this.#serveBySdk(request, response, body);
    const isKnown = isKnownClient(request, plain) || this.#accepted.has(clientOf(request, plain));
    if (isKnown && (await this.#answer(plain, { request, response }))) return;
    await this.#serveBySdk(request, response, body);
    if (response.statusCode === 200) this.#accept(clientOf(request, plain));
  }

  async #serveBySdk(request: IncomingMessage, response: ServerResponse, body: unknown): Promise<void> {
    const { serve } = await this.handler();
    return serve(request, response, body);
  }

  #accept(client: string): void {
    if (this.#accepted.size >= MOST_CLIENTS) this.#accepted.clear();
    this.#accepted.add(client);
  }

  /** @returns Whether it was answered */
  async #answer(message: PlainMessage, exchange: Exchange): Promise<boolean> {
    const { id, method, params } = message;
    if (method === 'tools/list') return this.#list(message, exchange);
    const { name, arguments: args = {} } = params;
    this.#factory ??= (await this.handler()).factory;
    if (typeof name !== 'string' || !this.#factory.tools.isPlain(name) || !isRecord(args)) return false;
    try {
      const outcome = await this.#call(this.#factory, { name, arguments: args }, message, exchange);
      this.#answers.add(exchange.response, this.#result(outcome, id));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      const failed = { jsonrpc: '2.0', id, error: { code: INTERNAL_ERROR, message: reason } };
      this.#answers.add(exchange.response, JSON.stringify(failed));
    }
    return true;
  }

  #call(
    factory: ServerFactory,
    call: PlainCall,
    { id, meta }: PlainMessage,
    { request, response }: Exchange,
  ): Promise<Readonly<Record<string, unknown>>> {
    const { telemetry } = this.parts;
    const connection = this.#connections.of(request);
    const plain = new PlainRequest(meta, connection, (leave) => whenGone(response, leave));
    if (telemetry === undefined) return factory.callPlainly(call, plain);
    return telemetry.request(plainFacts(call.name, id, request), plain.connection, () =>
      factory.callPlainly(call, plain),
    );
  }

  /** As the SDK completes a result. */
  #result(outcome: Readonly<Record<string, unknown>>, id: string | number): string {
    if (!('_meta' in outcome || 'resultType' in outcome)) {
      const text = JSON.stringify(outcome);
      if (text !== '{}')
        return `{"result":${text.slice(0, -1)},"resultType":"complete",${this.#end}${JSON.stringify(id)}}`;
    }
    const meta = { ...this.#serverMeta, ...(outcome['_meta'] as object | undefined) };
    return JSON.stringify({
      result: { ...outcome, resultType: 'complete', _meta: meta },
      jsonrpc: '2.0',
      id,
    });
  }

  #list({ id, params }: PlainMessage, { response }: Exchange): boolean {
    const { cursor } = params;
    // The SDK's lane tells of lists.
    if (this.parts.telemetry !== undefined) return false;
    if (cursor !== undefined && typeof cursor !== 'string') return false;
    const page = this.parts.list.text(cursor);
    if (page === undefined) return false;
    this.#answers.add(response, `{"result":${page},${this.#end}${JSON.stringify(id)}}`);
    return true;
  }
}

function whenGone(response: ServerResponse, leave: () => void): void {
  if (response.destroyed) return leave();
  response.once('close', () => {
    if (!response.writableFinished) leave();
  });
}

/** The name is one of this server's, and `_meta` names no trace: such requests are not plain. */
function plainFacts(tool: string, id: string | number, { headers }: IncomingMessage): RequestFacts {
  return {
    method: 'tools/call',
    tool,
    requestId: String(id),
    protocolVersion: PLAIN_VERSION,
    isHttp: true,
    meta: {},
    headers: traceFields((field) => headers[field]),
  };
}
