import type { CallToolResult } from '@modelcontextprotocol/server';
import { failureText, valueAt, writtenResult } from '../graphql/result.js';
import { isRecord } from '../request/values.js';
import type { ResultContext } from '../results/result-context.js';
import { failure } from '../results/to-result.js';
import type { Collected } from './collector.js';

type Json = Readonly<Record<string, unknown>>;

/**
 * What was collected as a tool result: `{ events: [{ data, errors?, extensions? }], ended, reason?, errors? }`, where
 * `data` is the value at the path. It is an error when the API gave errors and no data at all, or left before
 * anything came.
 *
 * @param resultPath Members from `data` of an event to its result
 */
export function subscriptionResult(
  { events: came, ended, reason, errors }: Collected,
  resultPath: readonly string[],
  context: ResultContext,
): CallToolResult {
  const events = came.map((event) => eventOf(event, resultPath));
  const hasData = events.some(({ data }) => data !== null);
  const said = [...events.flatMap((event) => (event['errors'] ?? []) as unknown[]), ...(errors ?? [])];
  if (!hasData && said.length > 0) return failure(failureText(said, {}, context));
  if (events.length === 0 && (ended === 'connection_lost' || ended === 'error'))
    return failure(context.redact(`No event came: the connection was lost. ${reason ?? ''}`.trim()));
  const result = {
    events,
    ended,
    ...(reason === undefined ? {} : { reason }),
    ...(errors === undefined ? {} : { errors }),
  };
  return writtenResult(result, context, 'fewer events or "fields"');
}

function eventOf(event: unknown, resultPath: readonly string[]): Json & { readonly data: unknown } {
  const response = isRecord(event) ? event : {};
  const data = valueAt(response['data'], resultPath) ?? null;
  const { errors, extensions } = response;
  return {
    data,
    ...(Array.isArray(errors) && errors.length > 0 ? { errors } : {}),
    ...(extensions === undefined ? {} : { extensions }),
  };
}
