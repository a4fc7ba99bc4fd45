import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { ForwardedBody } from './request-body.js';

/** A tool call that was answered, or was not. */
export interface CallEnd {
  readonly deploymentId: string;
  /** As the client named it; empty where that could not be told. Whoever keeps names bounds their number. */
  readonly tool: string;
  /** No answer, an error of the protocol, or a result that says it is one. */
  readonly isError: boolean;
  /** From the request's head to the end of the answer, in milliseconds. */
  readonly ms: number;
}

/** Larger bodies are not read for a name; newer clients say it in a header. */
const MOST_BYTES = 64 * 1024;
const MOST_NAME = 128;
const CALL = 'tools/call';
/** Some clients write `tools\/call`. */
const CALL_ENDS = '/call';

/** The tool that a request calls; empty where it cannot be told, undefined for what is no tool call. */
export function toolOf(
  { 'mcp-method': method, 'mcp-name': name }: IncomingHttpHeaders,
  body: ForwardedBody,
): string | undefined {
  if (method !== undefined) return method === CALL ? shownName(name) : undefined;
  if (body === null) return undefined;
  if (!Buffer.isBuffer(body) || body.byteLength > MOST_BYTES) return '';
  // Only what is a call is worth being read.
  return body.includes(CALL_ENDS) ? nameIn(body) : undefined;
}

/** Whether a request that a server may have carried out can go to another one: it changes nothing, and is all here. */
export function canRepeat({
  request,
  body,
}: {
  request: Pick<IncomingMessage, 'method'>;
  body: ForwardedBody;
}): boolean {
  if (body === null) return request.method === 'GET';
  return request.method === 'POST' && Buffer.isBuffer(body) && ![undefined, CALL].includes(methodIn(body));
}

function nameIn(body: Buffer): string | undefined {
  const { method, params } = messageIn(body) ?? {};
  return method === CALL ? shownName(params?.name) : undefined;
}

/** Undefined for what is no single message: a batch may have calls among others. */
function methodIn(body: Buffer): string | undefined {
  const { method } = messageIn(body) ?? {};
  return typeof method === 'string' ? method : undefined;
}

function messageIn(body: Buffer): { method?: unknown; params?: { name?: unknown } } | undefined {
  try {
    return (JSON.parse(body.toString('utf8')) as object | null) ?? undefined;
  } catch {
    return undefined;
  }
}

function shownName(name: unknown): string {
  return typeof name === 'string' && name.length <= MOST_NAME ? name.replaceAll('\0', '') : '';
}

const TOOL_ERROR = Buffer.from('"isError":true');
const ERROR = Buffer.from('"error":{');
const RESULT = Buffer.from('"result":');

/** Watches an answer pass without holding it up. */
export class AnswerWatch {
  isError = false;

  begin(status: number): void {
    this.isError = status >= 400;
  }

  /** What stands in a text has its quotes escaped, so that these bytes are members. */
  data(chunk: Buffer): void {
    if (this.isError) return;
    this.isError = chunk.includes(TOOL_ERROR) || isProtocolError(chunk);
  }
}

function isProtocolError(chunk: Buffer): boolean {
  const error = chunk.indexOf(ERROR);
  if (error < 0) return false;
  const result = chunk.indexOf(RESULT);
  return result < 0 || result > error;
}
