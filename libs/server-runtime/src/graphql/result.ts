import type { CallToolResult } from '@modelcontextprotocol/server';
import { isRecord } from '../request/values.js';
import { errorText } from '../results/error-text.js';
import type { ResultContext } from '../results/result-context.js';
import { shorten } from '../results/shorten.js';
import { failure } from '../results/to-result.js';
import type { UpstreamAnswer } from '../upstream/exchange.js';

type Json = Readonly<Record<string, unknown>>;

/** The members of a GraphQL response, or undefined when an answer is none (GraphQL specification, "Response Format"). */
export function graphqlResponse(answer: UpstreamAnswer): Json | undefined {
  if (answer.truncated) return undefined;
  try {
    const value = JSON.parse(answer.bytes.toString('utf8')) as unknown;
    return isRecord(value) && ('data' in value || Array.isArray(value['errors'])) ? value : undefined;
  } catch {
    return undefined;
  }
}

/**
 * An answer as a tool result: `{ data, errors?, extensions? }`, where `data` is the value at the path.
 * Without data it is an error; data that came with errors is given together with them.
 */
export function graphqlResult(
  answer: UpstreamAnswer,
  resultPath: readonly string[],
  context: ResultContext,
): CallToolResult {
  const response = graphqlResponse(answer);
  if (response === undefined) return noResponse(answer, context);
  const data = valueAt(response['data'], resultPath) ?? null;
  const errors = Array.isArray(response['errors']) ? (response['errors'] as unknown[]) : [];
  if (data === null && errors.length > 0) return failure(failureText(errors, response, context));
  const { extensions } = response;
  const result = {
    data,
    ...(errors.length > 0 ? { errors } : {}),
    ...(extensions === undefined ? {} : { extensions }),
  };
  return writtenResult(result, context, 'fewer "fields" or a smaller page');
}

/**
 * Within the limit, as JSON still, and without secrets that the API sent back.
 *
 * @param less What a model can do where it was cut
 */
export function writtenResult(result: Json, { redact, config }: ResultContext, less: string): CallToolResult {
  const text = redact(JSON.stringify(result));
  const whole = JSON.parse(text) as Record<string, unknown>;
  if (text.length <= config.maxResultChars)
    return { content: [{ type: 'text', text }], structuredContent: whole };
  const { value, cuts } = shorten(whole, config.maxResultChars);
  const note = `[Cut to fit: ${cuts.slice(0, 5).join('; ')}. Ask for less: ${less}.]`;
  return {
    content: [
      { type: 'text', text: JSON.stringify(value) },
      { type: 'text', text: note },
    ],
    structuredContent: value,
  };
}

function noResponse(answer: UpstreamAnswer, context: ResultContext): CallToolResult {
  if (answer.truncated)
    return failure(
      `The answer is longer than ${answer.bytes.byteLength} bytes and was not read. Ask for less: fewer "fields" or a smaller page.`,
    );
  if (answer.status >= 400) return failure(errorText(answer, context));
  const start = answer.bytes.toString('utf8').slice(0, 200);
  return failure(
    context.redact(
      `The address answered with status ${answer.status}, but not as a GraphQL API does: check UPSTREAM_BASE_URL. It begins: ${start}`,
    ),
  );
}

export function valueAt(data: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (at, key) => (isRecord(at) && Object.hasOwn(at, key) ? at[key] : undefined),
    data,
  );
}

const MAX_ERRORS = 10;
const MAX_EXTENSIONS = 2_000;

/** What the API said in place of data. */
export function failureText(errors: readonly unknown[], response: Json, context: ResultContext): string {
  const lines = errors.slice(0, MAX_ERRORS).map((error) => `- ${errorLine(error)}`);
  if (errors.length > MAX_ERRORS) lines.push(`- and ${errors.length - MAX_ERRORS} more`);
  const extensions = response['extensions'];
  const more =
    extensions === undefined ? [] : [`Extensions: ${JSON.stringify(extensions).slice(0, MAX_EXTENSIONS)}`];
  const hint = errors.some(isUnauthenticated) ? [credentialHint(context)] : [];
  return context.redact(['The API gave no data:', ...lines, ...hint, ...more].join('\n'));
}

function errorLine(error: unknown): string {
  if (!isRecord(error)) return JSON.stringify(error);
  const { message, path, extensions } = error;
  const at = Array.isArray(path) && path.length > 0 ? ` (at ${path.join('.')})` : '';
  const details = isRecord(extensions) ? { ...extensions } : {};
  delete details['stacktrace'];
  delete details['exception'];
  const kept = Object.keys(details).length > 0 ? ` ${JSON.stringify(details).slice(0, 500)}` : '';
  return `${typeof message === 'string' ? message : JSON.stringify(error)}${at}${kept}`;
}

function isUnauthenticated(error: unknown): boolean {
  const extensions = isRecord(error) ? error['extensions'] : undefined;
  const code = isRecord(extensions) ? String(extensions['code']) : '';
  return /^(UNAUTHENTICATED|UNAUTHORIZED|ACCESS_DENIED|invalid-jwt|access-denied)$/i.test(code);
}

function credentialHint({ variables }: ResultContext): string {
  return `The credential was missing or refused: check ${variables().join(', ') || 'the credential'} of this server.`;
}
