import type { RequestFacts, UpstreamFacts } from './watcher.js';

type Attributes = Record<string, string | number>;

/** https://github.com/open-telemetry/semantic-conventions-genai/blob/main/docs/gen-ai/mcp.md#server */
export function spanName({ method, tool, prompt }: RequestFacts): string {
  const target = tool ?? prompt;
  return target === undefined ? method : `${method} ${target}`;
}

/** Resource addresses and arguments are left out: they hold what a client asked for. */
export function requestAttributes(facts: RequestFacts): Attributes {
  return present({
    'mcp.method.name': facts.method,
    'gen_ai.operation.name': facts.method === 'tools/call' ? 'execute_tool' : undefined,
    'gen_ai.tool.name': facts.tool,
    'gen_ai.prompt.name': facts.prompt,
    'jsonrpc.request.id': facts.requestId,
    'mcp.protocol.version': facts.protocolVersion,
    'mcp.session.id': facts.sessionId,
    'network.transport': facts.isHttp ? 'tcp' : 'pipe',
    'network.protocol.name': facts.isHttp ? 'http' : undefined,
  });
}

/**
 * https://opentelemetry.io/docs/specs/semconv/http/http-spans/#http-client-span; the address has the names of its
 * parameters in place of their values.
 */
export function exchangeAttributes({ method, origin, template, ...sent }: UpstreamFacts): Attributes {
  const resends = sent.retries + sent.redirects;
  const usualPort = origin.protocol === 'https:' ? 443 : 80;
  return present({
    'http.request.method': method,
    'url.full': `${origin.origin}${template ?? ''}`,
    'url.template': template,
    'url.scheme': origin.protocol.slice(0, -1),
    'server.address': origin.hostname,
    'server.port': origin.port === '' ? usualPort : Number(origin.port),
    'http.request.resend_count': resends === 0 ? undefined : resends,
  });
}

function present(attributes: Readonly<Record<string, string | number | undefined>>): Attributes {
  const entries = Object.entries(attributes).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as Attributes;
}
