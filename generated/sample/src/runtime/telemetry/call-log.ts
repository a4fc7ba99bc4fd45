import type { Log } from '../log.js';
import type { RequestEnd, WatchedCall, Watcher } from './watcher.js';

/** `LOG_CALLS=1`: a line for each tool call, at info. No arguments, no results. */
export class CallLog implements Watcher {
  constructor(readonly log: Log) {}

  requestBegins(call: WatchedCall): (end: RequestEnd) => void {
    const { facts } = call;
    if (facts.method !== 'tools/call') return () => undefined;
    return ({ outcome, seconds, code }) =>
      this.log.info('tool call', {
        tool: facts.tool,
        outcome,
        code,
        ms: Math.round(seconds * 1000),
        upstreamStatus: call.upstreamStatus,
        requestId: facts.requestId,
        traceId: call.traceId ?? traceIdOf(facts.meta.traceparent ?? facts.headers.traceparent),
      });
  }
}

/** https://www.w3.org/TR/trace-context/#traceparent-header */
function traceIdOf(traceparent: string | undefined): string | undefined {
  return /^[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}(?:-|$)/u.exec(traceparent ?? '')?.[1];
}
