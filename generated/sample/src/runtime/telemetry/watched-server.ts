import {
  PROTOCOL_VERSION_META_KEY,
  Server,
  type JSONRPCRequest,
  type Result,
  type ServerContext,
  type ServerOptions,
} from '@modelcontextprotocol/server';
import type { Telemetry } from './telemetry.js';
import type { RequestFacts, TraceFields } from './watcher.js';

/** Which names a client may make this server write down. */
export interface KnownNames {
  tool(name: string): boolean;
  prompt(name: string): boolean;
}

type Handler = (request: JSONRPCRequest, context: ServerContext) => Promise<Result>;

const LONGEST_TEXT = 128;

/** An MCP server whose every request is told to the telemetry, those that the SDK answers included. */
export class WatchedServer extends Server {
  constructor(
    info: ConstructorParameters<typeof Server>[0],
    options: ServerOptions,
    readonly watch: { readonly telemetry: Telemetry; readonly known: KnownNames },
  ) {
    super(info, options);
  }

  /** The SDK's place for this; called from its constructor too, when `watch` is not yet there. */
  protected override _wrapHandler(method: string, handler: Handler): Handler {
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

export function factsOf(
  { method, params }: JSONRPCRequest,
  context: ServerContext,
  { known, negotiated }: Surroundings,
): RequestFacts {
  const { mcpReq, sessionId, http } = context;
  const headers = http?.req?.headers;
  const name = params?.['name'];
  const envelope = mcpReq.envelope as Readonly<Record<string, unknown>> | undefined;
  const version = text(
    envelope?.[PROTOCOL_VERSION_META_KEY] ?? negotiated ?? headers?.get('mcp-protocol-version'),
  );
  const id = text(String(mcpReq.id));
  return {
    method,
    ...(method === 'tools/call' && isKnown(name, known.tool) ? { tool: name } : {}),
    ...(method === 'prompts/get' && isKnown(name, known.prompt) ? { prompt: name } : {}),
    ...(id === undefined ? {} : { requestId: id }),
    ...(version === undefined ? {} : { protocolVersion: version }),
    ...(sessionId === undefined ? {} : { sessionId }),
    isHttp: http !== undefined,
    meta: traceFields((field) => mcpReq._meta?.[field]),
    headers: traceFields((field) => headers?.get(field)),
  };
}

function isKnown(name: unknown, known: (name: string) => boolean): name is string {
  return typeof name === 'string' && known(name);
}

/** SEP-414: the names have no prefix in `params._meta` either. */
function traceFields(field: (name: string) => unknown): TraceFields {
  const traceparent = text(field('traceparent'));
  const tracestate = field('tracestate');
  return {
    ...(traceparent === undefined ? {} : { traceparent }),
    ...(typeof tracestate === 'string' ? { tracestate } : {}),
  };
}

/** What a client chooses is not let grow. */
function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value.slice(0, LONGEST_TEXT) : undefined;
}
