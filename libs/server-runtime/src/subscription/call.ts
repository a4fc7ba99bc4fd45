import type { CallToolResult } from '@modelcontextprotocol/server';
import type { CheckedCall } from '../call-kind.js';
import type { SubscriptionBinding } from '../format.js';
import { graphqlCallOf } from '../graphql/call.js';
import type { GraphqlRequest } from '../graphql/request.js';
import { graphqlResponse, graphqlResult } from '../graphql/result.js';
import type { BuiltRequest } from '../request/build-request.js';
import { isRecord } from '../request/values.js';
import type { ResultContext } from '../results/result-context.js';
import type { OpenExchange, UpstreamAnswer } from '../upstream/exchange.js';
import { Collector } from './collector.js';
import { subscriptionResult } from './result.js';
import { collectServerSentEvents, type Subscribed } from './server-sent-events.js';
import { subscriptionSettings } from './settings.js';
import { collectOverWebSocket } from './web-socket.js';

/** Subscribes, and collects what comes until a limit is reached or the API ends it. */
export async function callSubscription(call: CheckedCall): Promise<CallToolResult> {
  const { binding } = call.tool;
  if (binding.kind !== 'subscription') throw new Error(`Not a subscription: ${binding.kind}`);
  const { transport, url } = subscriptionSettings(binding, call.config, call.base);
  const request = graphqlCallOf(binding, call.args, call.graphqlTypes);
  const collector = collectorOf(call, binding);
  const subscribed = await call.exchange(built(request, transport), url, (open) =>
    transport === 'sse'
      ? collectServerSentEvents(open, collector, call.config.timeoutMs)
      : overWebSocket(open, collector, { request, openingMs: call.config.timeoutMs }),
  );
  return 'answer' in subscribed
    ? answerResult(subscribed.answer, binding, call.result)
    : subscriptionResult(subscribed.collected, binding.resultPath, call.result);
}

const NO_EVENTS =
  'Subscriptions may be served over WebSocket, or elsewhere: see GRAPHQL_SUBSCRIPTIONS_TRANSPORT and GRAPHQL_SUBSCRIPTIONS_URL of this server.';

/** An API may answer once where it was asked for events. */
function answerResult(
  answer: UpstreamAnswer,
  { resultPath }: SubscriptionBinding,
  context: ResultContext,
): CallToolResult {
  const response = graphqlResponse(answer);
  if (response !== undefined)
    return subscriptionResult({ events: [response], ended: 'complete' }, resultPath, context);
  const result = graphqlResult(answer, resultPath, context);
  return { ...result, content: [...result.content, { type: 'text', text: NO_EVENTS }] };
}

function collectorOf(
  { tool, args, config, signal, tell }: CheckedCall,
  binding: SubscriptionBinding,
): Collector {
  const { limits } = binding;
  const limitOf = (argument: string) => {
    const given = args[argument] ?? defaultOf(tool.inputSchema.properties[argument]);
    return typeof given === 'number' ? given : 1;
  };
  const bounds = {
    events: limitOf(limits.events),
    seconds: limitOf(limits.seconds),
    bytes: config.maxResponseBytes,
  };
  return new Collector(bounds, signal, tell);
}

function defaultOf(schema: unknown): unknown {
  return isRecord(schema) ? schema['default'] : undefined;
}

function built(request: GraphqlRequest, transport: 'sse' | 'websocket'): BuiltRequest {
  const base = { path: '', query: [], cookies: [] };
  if (transport === 'websocket') return { ...base, method: 'GET', headers: {} };
  const bytes = JSON.stringify(payloadOf(request));
  return {
    ...base,
    method: 'POST',
    headers: { accept: 'text/event-stream' },
    body: { contentType: 'application/json', bytes },
  };
}

function payloadOf({ document, operationName, variables }: GraphqlRequest): object {
  return { query: document, operationName, variables };
}

function overWebSocket(
  open: OpenExchange,
  collector: Collector,
  { request, openingMs }: { request: GraphqlRequest; openingMs: number },
): Promise<Subscribed> {
  const { headers, secretHeaders } = open.request;
  const credentials = Object.fromEntries(
    Object.entries(headers).filter(([name]) => name !== 'cookie' && secretHeaders.includes(name)),
  );
  return collectOverWebSocket(open, collector, { payload: payloadOf(request), credentials, openingMs });
}
