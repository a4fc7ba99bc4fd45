import type { CallToolResult } from '@modelcontextprotocol/server';
import type { ResultContext } from './result-context.js';
import { isRecord } from '../request/values.js';
import type { UpstreamAnswer } from '../upstream/exchange.js';
import { errorText } from './error-text.js';

/** An answer of the API as a tool result: errors flagged, JSON structured, bytes as what they are. */
export function toResult(answer: UpstreamAnswer, context: ResultContext): CallToolResult {
  if (answer.status >= 400) return failure(errorText(answer, context));
  if (answer.bytes.byteLength === 0) return text(emptyText(answer), context);
  const type = contentType(answer);
  if (/[/+]json$/.test(type)) return jsonResult(answer, context);
  if (type.startsWith('image/') && type !== 'image/svg+xml') return media('image', answer, type);
  if (type.startsWith('audio/')) return media('audio', answer, type);
  if (isText(type, answer.bytes)) return text(cutNote(answer) + answer.bytes.toString('utf8'), context);
  return {
    content: [
      {
        type: 'resource',
        resource: { uri: context.uri, mimeType: type, blob: answer.bytes.toString('base64') },
      },
    ],
  };
}

export function failure(message: string): CallToolResult {
  return { content: [{ type: 'text', text: message }], isError: true };
}

function jsonResult(answer: UpstreamAnswer, context: ResultContext): CallToolResult {
  const body = answer.bytes.toString('utf8');
  if (answer.truncated || body.length > context.config.maxResultChars)
    return text(cutNote(answer) + body, context);
  try {
    const value = JSON.parse(body) as unknown;
    return isRecord(value) ? { ...text(body, context), structuredContent: value } : text(body, context);
  } catch {
    return text(body, context);
  }
}

/** A text within the limit; what is cut is said, never dropped in silence. */
function text(body: string, { config }: ResultContext): CallToolResult {
  if (body.length <= config.maxResultChars) return { content: [{ type: 'text', text: body }] };
  const note = `\n\n[Cut: the first ${config.maxResultChars} of ${body.length} characters. Ask for less: a narrower filter, fewer fields or a smaller page.]`;
  return { content: [{ type: 'text', text: body.slice(0, config.maxResultChars) + note }] };
}

function cutNote(answer: UpstreamAnswer): string {
  return answer.truncated
    ? `[The answer is longer than ${answer.bytes.byteLength} bytes; only its beginning was read.]\n`
    : '';
}

function media(kind: 'image' | 'audio', answer: UpstreamAnswer, mimeType: string): CallToolResult {
  return { content: [{ type: kind, data: answer.bytes.toString('base64'), mimeType }] };
}

function emptyText(answer: UpstreamAnswer): string {
  const { location } = answer.headers;
  const where = typeof location === 'string' ? ` Location: ${location}` : '';
  return `Done: the API answered with status ${answer.status} and no content.${where}`;
}

export function contentType(answer: UpstreamAnswer): string {
  const header = answer.headers['content-type'];
  const first = Array.isArray(header) ? header[0] : header;
  return (first ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
}

const TEXTUAL =
  /^text\/|[/+](xml|yaml|x-yaml|javascript|x-ndjson|jsonl|graphql|sql|csv|html|x-www-form-urlencoded)$|^image\/svg\+xml$/;

/** Without a usable type, bytes that are valid UTF-8 without control characters are text. */
function isText(type: string, bytes: Buffer): boolean {
  if (TEXTUAL.test(type)) return true;
  if (type !== '' && type !== 'application/octet-stream') return false;
  if (type === 'application/octet-stream') return false;
  return !bytes.subarray(0, 4096).includes(0) && Buffer.from(bytes.toString('utf8'), 'utf8').equals(bytes);
}
