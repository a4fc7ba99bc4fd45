import {
  PROTOCOL_VERSION_META_KEY,
  Server,
  type JSONRPCRequest,
  type Result,
  type ServerContext,
  type ServerOptions,
} from '@modelcontextprotocol/server';
import { shortText, traceFields } from './trace-fields.js';
import type { RequestFacts } from './watcher.js';

/** Which names a client may make this server write down. */
export interface KnownNames {
  tool(name: string): boolean;
  prompt(name: string): boolean;
}

/** What runs a request and tells of it. */
export interface RequestTeller {
  request<R>(facts: RequestFacts, signal: AbortSignal, work: () => Promise<R>): Promise<R>;
}

type Handler = (request: JSONRPCRequest, context: ServerContext) => Promise<Result>;

/** An MCP server whose every request is told to the telemetry, those that the SDK answers included. */
export class WatchedServer extends Server {
  constructor(
    info: ConstructorParameters<typeof Server>[0],
    options: ServerOptions,
    readonly watch: { readonly telemetry: RequestTeller; readonly known: KnownNames },
  ) {
    super(info, options);
  }

  /** The SDK's place for this; called from its constructor too, when `watch` is not yet there. */
  protected override _wrapHandler(method: string, handler: Handler): Handler {
    // oxlint-disable-next-line no-underscore-dangle -- the SDK's own name
    const inner = super._wrapHandler(method, handler);
    return (request, context) => {
      const { telemetry, known } = this.watch;
      const facts = factsOf(request, context, { known, negotiated: this.getNegotiatedProtocolVersion() });
      return telemetry.request(facts, context.mcpReq.signal, () => inner(request, context));
    };
  }
}

interface Surroundings {
  readonly known: KnownNames;
  readonly negotiated: string | undefined;
}

function factsOf(
  request: JSONRPCRequest,
  context: ServerContext,
  { known, negotiated }: Surroundings,
): RequestFacts {
  const { mcpReq, sessionId, http } = context;
  const headers = http?.req?.headers;
  const { _meta: meta } = mcpReq;
  return {
    method: request.method,
    ...knownTarget(request, known),
    ...given('requestId', shortText(String(mcpReq.id))),
    ...given('protocolVersion', shortText(claimedVersion(context) ?? negotiated)),
    ...given('sessionId', sessionId),
    isHttp: http !== undefined,
    meta: traceFields((field) => meta?.[field]),
    headers: traceFields((field) => headers?.get(field)),
  };
}

function knownTarget(
  { method, params }: JSONRPCRequest,
  known: KnownNames,
): { tool?: string; prompt?: string } {
  const name = params?.['name'];
  if (typeof name !== 'string') return {};
  if (method === 'tools/call' && known.tool(name)) return { tool: name };
  return method === 'prompts/get' && known.prompt(name) ? { prompt: name } : {};
}

/** In the envelope since 2026-07-28; before, in a header or once for a connection. The SDK has judged it. */
function claimedVersion({ mcpReq, http }: ServerContext): unknown {
  const envelope = mcpReq.envelope as Readonly<Record<string, unknown>> | undefined;
  return envelope?.[PROTOCOL_VERSION_META_KEY] ?? http?.req?.headers.get('mcp-protocol-version');
}

function given<Name extends string>(
  name: Name,
  value: string | undefined,
): { readonly [Key in Name]?: string } {
  return value === undefined ? {} : ({ [name]: value } as Record<Name, string>);
}
