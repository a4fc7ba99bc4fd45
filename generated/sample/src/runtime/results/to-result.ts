import type { CallToolResult } from '@modelcontextprotocol/server';
import type { ValidateFunction } from 'ajv/dist/2020.js';
import type { UpstreamAnswer } from '../upstream/exchange.js';
import { contentType, decoded } from './content-type.js';
import { errorText } from './error-text.js';
import { asMembers, fitOutput } from './fit-output.js';
import type { ResultContext } from './result-context.js';
import { shorten } from './shorten.js';
import { isStream } from './stream-type.js';

type Content = CallToolResult['content'];

/** An answer of the API as a tool result: errors flagged, JSON structured, bytes as what they are. */
export function toResult(
  answer: UpstreamAnswer,
  context: ResultContext,
): CallToolResult | Promise<CallToolResult> {
  if (answer.status >= 400) return failure(errorText(answer, context));
  const type = contentType(answer);
  if (answer.bytes.byteLength > 0) {
    if (isStream(type)) return streamResult(answer, type, context);
    const value = /[/+]json$/.test(type) ? jsonBody(answer, context) : undefined;
    if (value !== undefined) return valueResult(value, context);
  }
  const content = contentOf(answer, type, context);
  const { outputCheck } = context;
  // A tool that declares an output always has one, be it empty.
  return outputCheck === undefined
    ? { content }
    : { content, structuredContent: textMember(content, outputCheck) };
}

export function failure(message: string): CallToolResult {
  return { content: [{ type: 'text', text: message }], isError: true };
}

/** A text where an object was declared is not lost on those who read the structured result alone. */
function textMember([first]: Content, check: ValidateFunction): Record<string, unknown> {
  return first?.type === 'text' ? fitOutput(first.text, check) : {};
}

function contentOf(answer: UpstreamAnswer, type: string, context: ResultContext): Content {
  if (answer.bytes.byteLength === 0) return [text(emptyText(answer), context)];
  const data = () => answer.bytes.toString('base64');
  if (type.startsWith('image/') && type !== 'image/svg+xml')
    return [{ type: 'image', data: data(), mimeType: type }];
  if (type.startsWith('audio/')) return [{ type: 'audio', data: data(), mimeType: type }];
  if (isText(type, answer.bytes)) return [text(cutNote(answer) + bodyText(answer, context), context)];
  return [{ type: 'resource', resource: { uri: context.uri, mimeType: type, blob: data() } }];
}

/** Undefined for JSON that was cut off or is none: it is a text like any other then. */
function jsonBody(answer: UpstreamAnswer, context: ResultContext): JsonBody | undefined {
  const body = bodyText(answer, context);
  const value = answer.truncated ? undefined : parsed(body);
  return value === undefined ? undefined : { value, body, notes: locationNote(answer) };
}

/** Collects what came until the stream ended or its time was up. */
async function streamResult(
  answer: UpstreamAnswer,
  type: string,
  context: ResultContext,
): Promise<CallToolResult> {
  const { streamItems } = await import('./streams.js');
  const value = streamItems(bodyText(answer, context), type, !answer.truncated && answer.open !== true);
  const notes =
    answer.open === true ? [`The stream was still open; ${value.length} items came until then.`] : [];
  return valueResult({ value, body: JSON.stringify(value), notes }, context);
}

interface JsonBody {
  readonly value: unknown;
  /** As it came; numbers beyond a double's precision are right here. */
  readonly body: string;
  readonly notes: readonly string[];
}

function valueResult({ value, body, notes }: JsonBody, context: ResultContext): CallToolResult {
  const { maxResultChars } = context.config;
  const short = body.length > maxResultChars ? shorten(value, maxResultChars) : { value, cuts: [] };
  const whole = short.cuts.length === 0;
  const remarks = [...notes, ...(whole ? [] : [cutText(short.cuts, context)])];
  const { outputCheck } = context;
  return {
    content: [
      { type: 'text', text: whole ? body : JSON.stringify(short.value) },
      ...remarks.map((remark) => ({ type: 'text' as const, text: remark })),
    ],
    structuredContent:
      outputCheck === undefined ? asMembers(short.value) : fitOutput(short.value, outputCheck),
  };
}

/** Arguments that usually make an answer smaller. */
const NARROWING =
  /^(page|per_?page|page_?(size|number|token)|limit|offset|count|top|skip|cursor|after|before|first|last|since|until|fields?|select|filter|starting_after|max_?results)$/i;

function cutText(cuts: readonly string[], { tool }: ResultContext): string {
  const narrowing = Object.keys(tool.inputSchema.properties).filter((name) => NARROWING.test(name));
  const how = narrowing.length > 0 ? `Ask for less with ${narrowing.join(', ')}` : 'Ask for less';
  return `[Cut to fit: ${cuts.slice(0, 5).join('; ')}. ${how}: a narrower filter, fewer fields or a smaller page.]`;
}

function locationNote({ status, headers: { location } }: UpstreamAnswer): string[] {
  return status >= 300 && typeof location === 'string'
    ? [`The API answers with status ${status}. Location: ${location}`]
    : [];
}

/** Secrets are taken out of what the API sends back, too. */
function bodyText(answer: UpstreamAnswer, context: ResultContext): string {
  return context.redact(decoded(answer));
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return undefined;
  }
}

/** A text within the limit; what is cut is said, never dropped in silence. */
function text(body: string, context: ResultContext): { type: 'text'; text: string } {
  const { maxResultChars } = context.config;
  if (body.length <= maxResultChars) return { type: 'text', text: body };
  const note = cutText([`the first ${maxResultChars} of ${body.length} characters`], context);
  return { type: 'text', text: `${body.slice(0, maxResultChars)}\n\n${note}` };
}

function cutNote(answer: UpstreamAnswer): string {
  return answer.truncated
    ? `[The answer is longer than ${answer.bytes.byteLength} bytes; only its beginning was read.]\n`
    : '';
}

function emptyText(answer: UpstreamAnswer): string {
  const { location } = answer.headers;
  const where = typeof location === 'string' ? ` Location: ${location}` : '';
  return `Done: the API answered with status ${answer.status} and no content.${where}`;
}

const TEXTUAL =
  /^text\/|[/+](json|xml|yaml|x-yaml|javascript|graphql|sql|csv|html|x-ndjson|x-www-form-urlencoded)$|^image\/svg\+xml$/;

/** Without a usable type, bytes that are valid UTF-8 without control characters are text. */
function isText(type: string, bytes: Buffer): boolean {
  if (TEXTUAL.test(type)) return true;
  if (type !== '') return false;
  return !bytes.subarray(0, 4096).includes(0) && Buffer.from(bytes.toString('utf8'), 'utf8').equals(bytes);
}
