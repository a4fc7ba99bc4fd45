import type { TraceFields } from './watcher.js';

const LONGEST_TEXT = 128;
/** https://www.w3.org/TR/trace-context/#tracestate-limits */
const LONGEST_STATE = 512;

/** Reads them from headers, or from `params._meta`, where they have no prefix either (SEP-414). */
export function traceFields(field: (name: string) => unknown): TraceFields {
  const traceparent = shortText(field('traceparent'));
  const tracestate = field('tracestate');
  return {
    ...(traceparent === undefined ? {} : { traceparent }),
    ...(typeof tracestate === 'string' && tracestate.length <= LONGEST_STATE ? { tracestate } : {}),
  };
}

/** What a client chooses is not let grow. */
export function shortText(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value.slice(0, LONGEST_TEXT) : undefined;
}
