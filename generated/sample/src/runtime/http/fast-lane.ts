import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { ServerFactory } from '../mcp/server-factory.js';
import { serverInfo, type ServerParts } from '../mcp/server-parts.js';
import { traceFields } from '../telemetry/trace-fields.js';
import type { RequestFacts } from '../telemetry/watcher.js';
import { isRecord } from '../request/values.js';
import {
  CLIENT_CAPABILITIES_KEY,
  CLIENT_INFO_KEY,
  isPlainClient,
  PROTOCOL_VERSION_KEY,
  SERVER_INFO_KEY,
} from './plain-client.js';

const VERSION = '2026-07-28';
const INTERNAL_ERROR = -32_603;
/** Different clients seen; each has one kind of envelope. */
const MOST_CLIENTS = 256;

const MEMBERS: ReadonlySet<string> = new Set(['jsonrpc', 'id', 'method', 'params']);
const META: ReadonlySet<string> = new Set([PROTOCOL_VERSION_KEY, CLIENT_INFO_KEY, CLIENT_CAPABILITIES_KEY]);
const PARAMS: Readonly<Record<string, ReadonlySet<string>>> = {
  'tools/call': new Set(['name', 'arguments', '_meta']),
  'tools/list': new Set(['cursor', '_meta']),
};
const HEADERS: ReadonlySet<string> = new Set(['mcp-protocol-version', 'mcp-method', 'mcp-name']);

/** A plain request of the newest protocol, as far as the fast lane takes it. */
interface Plain {
  readonly id: string | number;
  readonly method: string;
  readonly params: Readonly<Record<string, unknown>>;
  /** What the SDK judges besides the request itself: the client's envelope and what it accepts. */
  readonly client: string;
  /** Whether there is nothing about these to judge. */
  readonly isKnown: boolean;
}

interface PlainCall {
  readonly name: string;
  readonly arguments: Readonly<Record<string, unknown>>;
  readonly meta: unknown;
  readonly signal: AbortSignal;
}

/**
 * Answers plain tool calls and lists of the newest protocol (2026-07-28) without the SDK's machinery, which is made
 * for each request anew. What the SDK has not accepted from the same client before, unless the client says nothing that
 * could be refused, and whatever asks for more than an answer (progress, logs, rounds, unknown members), goes to the
 * SDK; a test holds both to the same answers.
 */
export class FastLane {
  readonly #accepted = new Set<string>();
  readonly #isOpen: boolean;
  readonly #serverMeta: Readonly<Record<string, unknown>>;
  /** Written once: the end of every result. */
  readonly #serverInfo: string;

  /** @param factory Loads the SDK where it is not loaded yet */
  constructor(
    readonly parts: ServerParts,
    readonly factory: () => Promise<ServerFactory>,
  ) {
    this.#isOpen = parts.caller.config.fastLane;
    this.#serverMeta = { [SERVER_INFO_KEY]: serverInfo(parts) };
    this.#serverInfo = `"_meta":${JSON.stringify(this.#serverMeta)}`;
  }

  /** @returns Whether the request was answered; if not, `serve` has it answered by the SDK */
  async serve(
    request: IncomingMessage,
    response: ServerResponse,
    body: unknown,
    serve: () => Promise<void>,
  ): Promise<void> {
    const plain = this.#isOpen ? plainRequest(request, body) : undefined;
    if (plain === undefined) return serve();
    const isAccepted = plain.isKnown || this.#accepted.has(plain.client);
    if (isAccepted && (await this.#answer(plain, request, response))) return undefined;
    await serve();
    if (response.statusCode === 200) this.#accept(plain.client);
  }

  #accept(client: string): void {
    if (this.#accepted.size >= MOST_CLIENTS) this.#accepted.clear();
    this.#accepted.add(client);
  }

  #call(
    factory: ServerFactory,
    { meta, signal, ...call }: PlainCall,
    facts: () => RequestFacts,
  ): Promise<Readonly<Record<string, unknown>>> {
    const { telemetry } = this.parts;
    const work = () => factory.callPlainly(call, meta, signal);
    return telemetry === undefined ? work() : telemetry.request(facts(), signal, work);
  }

  async #answer(
    { id, method, params }: Plain,
    { headers }: IncomingMessage,
    response: ServerResponse,
  ): Promise<boolean> {
    if (method === 'tools/list') return this.#list(id, params['cursor'], response);
    const { name, arguments: args } = params;
    const factory = await this.factory();
    if (typeof name !== 'string' || !factory.tools.isPlain(name)) return false;
    if (args !== undefined && !isRecord(args)) return false;
    const ended = new AbortController();
    response.once('close', () => {
      if (!response.writableFinished) ended.abort();
    });
    try {
      const call = { name, arguments: args ?? {}, meta: params['_meta'], signal: ended.signal };
      const outcome = await this.#call(factory, call, () => plainFacts(name, id, headers));
      send(response, `{"result":${this.#complete(outcome)},"jsonrpc":"2.0","id":${JSON.stringify(id)}}`);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      send(response, JSON.stringify({ jsonrpc: '2.0', id, error: { code: INTERNAL_ERROR, message } }));
    }
    return true;
  }

  /** As the SDK completes a result. */
  #complete(outcome: Readonly<Record<string, unknown>>): string {
    const { _meta: meta, ...rest } = outcome;
    if (meta === undefined)
      return `${JSON.stringify({ ...rest, resultType: 'complete' }).slice(0, -1)},${this.#serverInfo}}`;
    return JSON.stringify({
      ...rest,
      resultType: 'complete',
      _meta: { ...this.#serverMeta, ...(meta as object) },
    });
  }

  #list(id: string | number, cursor: unknown, response: ServerResponse): boolean {
    // The SDK's lane tells of lists.
    if (this.parts.telemetry !== undefined) return false;
    if (cursor !== undefined && typeof cursor !== 'string') return false;
    const page = this.parts.list.text(cursor);
    if (page === undefined) return false;
    send(response, `{"result":${page},${this.#serverInfo}},"jsonrpc":"2.0","id":${JSON.stringify(id)}}`);
    return true;
  }
}

/** The name is one of this server's, and `_meta` names no trace: such requests are not plain. */
function plainFacts(tool: string, id: string | number, headers: IncomingHttpHeaders): RequestFacts {
  return {
    method: 'tools/call',
    tool,
    requestId: String(id),
    protocolVersion: VERSION,
    isHttp: true,
    meta: {},
    headers: traceFields((field) => headers[field]),
  };
}

function plainRequest({ headers }: IncomingMessage, body: unknown): Plain | undefined {
  const message = plainMessage(body);
  if (message === undefined || !agrees(headers, message)) return undefined;
  const meta = message.params['_meta'];
  const client = `${headers.accept ?? ''}\n${headers['content-type'] ?? ''}\n${JSON.stringify(meta)}`;
  return { ...message, client, isKnown: isRecord(meta) && isPlainMeta(headers, meta) };
}

function isPlainMeta(headers: IncomingHttpHeaders, meta: Readonly<Record<string, unknown>>): boolean {
  return meta[PROTOCOL_VERSION_KEY] === VERSION && isPlainClient(headers, meta);
}

type Message = Omit<Plain, 'client' | 'isKnown'>;

function plainMessage(body: unknown): Message | undefined {
  if (!isRecord(body) || !hasOnly(body, MEMBERS) || body['jsonrpc'] !== '2.0') return undefined;
  const { id, method, params } = body;
  if (typeof id !== 'string' && !Number.isSafeInteger(id)) return undefined;
  if (typeof method !== 'string' || !hasPlainParams(method, params)) return undefined;
  return { id: id as string | number, method, params };
}

function hasPlainParams(method: string, params: unknown): params is Message['params'] {
  const known = Object.hasOwn(PARAMS, method) ? PARAMS[method] : undefined;
  if (known === undefined || !isRecord(params) || !hasOnly(params, known)) return false;
  return isRecord(params['_meta']) && hasOnly(params['_meta'], META);
}

/** Headers that say what the body says, and none that ask for more. */
function agrees(headers: IncomingMessage['headers'], { method, params }: Message): boolean {
  if (headers['mcp-protocol-version'] !== VERSION || headers['mcp-method'] !== method) return false;
  if (headers['mcp-name'] !== params['name']) return false;
  for (const header in headers) if (header.startsWith('mcp-') && !HEADERS.has(header)) return false;
  return true;
}

function hasOnly(value: Readonly<Record<string, unknown>>, names: ReadonlySet<string>): boolean {
  for (const name in value) if (!names.has(name)) return false;
  return true;
}

function send(response: ServerResponse, text: string): void {
  if (response.destroyed) return;
  const length = Buffer.byteLength(text);
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': length });
  // A text travels in one write with the head.
  response.end(text);
}
