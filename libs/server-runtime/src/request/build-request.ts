import { CallError } from '../call-error.js';
import type { HttpBinding, ParameterBinding } from '../format.js';
import { encodeBody, type EncodedBody } from './body.js';
import { contentText } from './content.js';
import { formText } from './form.js';
import { encode, encodeAllowingReserved } from './percent.js';
import { cookieStylePairs, pathText, plainText, queryPairs } from './styles.js';

type Arguments = Readonly<Record<string, unknown>>;

/** One HTTP request below the API's base URL, before credentials. */
export interface BuiltRequest {
  readonly method: string;
  /** Starts with `/`; encoded. */
  readonly path: string;
  /** `name=value` pairs, encoded. */
  readonly query: readonly string[];
  readonly headers: Readonly<Record<string, string>>;
  /** `name=value` pairs. */
  readonly cookies: readonly string[];
  readonly body?: EncodedBody;
}

/**
 * Executes a binding on validated arguments.
 *
 * @param variant Which of the body's variants is written

 * @throws CallError when a value cannot be sent as it is
 */
export function buildRequest(binding: HttpBinding, args: Arguments, variant = 0): BuiltRequest {
  const { query, cookies, headers, segments } = placed(binding, args);
  if (binding.accept.length > 0 && !('accept' in headers)) headers['accept'] = acceptHeader(binding.accept);
  const body = binding.body === undefined ? undefined : encodeBody(binding.body, args, variant);
  // Some authors tell operations apart by a query in the path; encoded values hold no `?`.
  const [path = '', ...fixedQuery] = fillTemplate(binding.path, segments).split('?');
  return {
    method: binding.method,
    path,
    query: fixedQuery.length === 0 ? query : [fixedQuery.join('?'), ...query],
    headers,
    cookies,
    ...(body === undefined ? {} : { body }),
  };
}

/** Each value encoded for its place. */
function placed(binding: HttpBinding, args: Arguments) {
  const query: string[] = [];
  const cookies: string[] = [];
  // With no prototype, a header of any name is only a header.
  const headers = Object.create(null) as Record<string, string>;
  const segments = new Map<string, string>();
  for (const parameter of binding.parameters) {
    const value = valueOf(parameter, args);
    if (value === undefined) continue;
    if (parameter.in === 'path') segments.set(parameter.name, pathValue(parameter, value));
    else if (parameter.in === 'header') headers[parameter.name.toLowerCase()] = headerValue(parameter, value);
    else if (parameter.in === 'cookie') cookies.push(...cookiePairs(parameter, value));
    else query.push(...queryValues(parameter, value));
  }
  return { query, cookies, headers, segments };
}

function valueOf(parameter: ParameterBinding, args: Arguments): unknown {
  return Object.hasOwn(args, parameter.argument) ? args[parameter.argument] : parameter.constant;
}

function pathValue(parameter: ParameterBinding, value: unknown): string {
  const text =
    parameter.contentType === undefined
      ? pathText(value, parameter)
      : encode(contentText(value, parameter.contentType));
  if (text === '')
    throw new CallError(`"${parameter.argument}" must not be empty: it is a part of the address.`);
  return text;
}

/** @throws CallError when a filled segment would walk (`.`, `..`), which no encoding prevents (RFC 3986 section 5.2.4) */
function fillTemplate(template: string, segments: ReadonlyMap<string, string>): string {
  const path = template
    .split(/(\{[^{}]+\})/)
    .map((piece) => (/^\{[^{}]+\}$/.test(piece) ? (segments.get(piece.slice(1, -1)) ?? '') : literal(piece)))
    .join('');
  const walking = path.split('/').find((segment) => /^(\.|%2e){1,2}$/i.test(segment));
  if (walking !== undefined)
    throw new CallError(
      `A path value of "${decodeURIComponent(walking)}" would change the address; it cannot be sent.`,
    );
  return path;
}

/** Literal text of a template may hold characters that no URL does. */
function literal(text: string): string {
  return text.replaceAll(/[^A-Za-z0-9\-._~!$&'()*+,;=:@/%?]/g, (char) => encodeURIComponent(char));
}

function headerValue(parameter: ParameterBinding, value: unknown): string {
  const text =
    parameter.contentType === undefined
      ? plainText(value, parameter)
      : contentText(value, parameter.contentType);
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  if (/[\u0000-\u0008\u000A-\u001F\u007F]/.test(text)) {
    throw new CallError(
      `"${parameter.argument}" must not hold line breaks or control characters: it is sent as a header.`,
    );
  }
  return headerBytes(text);
}

/** Beyond ASCII a header carries UTF-8 bytes (RFC 9110 section 5.5, obs-text); Node writes strings as Latin-1. */
function headerBytes(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}

function cookiePairs(parameter: ParameterBinding, value: unknown): string[] {
  if (parameter.contentType !== undefined)
    return [`${parameter.name}=${encode(contentText(value, parameter.contentType))}`];
  if (parameter.style !== 'cookie') return queryPairs(value, parameter);
  return cookieStylePairs(value, parameter).map((pair) => {
    // eslint-disable-next-line no-control-regex -- control characters are what is looked for
    if (/[\u0000-\u001F\u007F;]/.test(pair)) {
      throw new CallError(
        `"${parameter.argument}" must not hold semicolons, line breaks or control characters: it is sent as a cookie.`,
      );
    }
    return headerBytes(pair);
  });
}

function queryValues(parameter: ParameterBinding, value: unknown): string[] {
  if (parameter.in === 'querystring') return wholeQuery(parameter, value);
  if (parameter.contentType !== undefined) {
    const write = parameter.allowReserved === true ? encodeAllowingReserved : encode;
    return [`${encode(parameter.name)}=${write(contentText(value, parameter.contentType))}`];
  }
  return queryPairs(value, parameter);
}

/** The query as one value of a media type (OpenAPI 3.2): a form is one already, the rest is encoded. */
function wholeQuery({ contentType = FORM }: ParameterBinding, value: unknown): string[] {
  const text = contentType.startsWith(FORM) ? formText(value) : encode(contentText(value, contentType));
  return text === '' ? [] : [text];
}

const FORM = 'application/x-www-form-urlencoded';

/** All declared types, and anything else as a last resort so that an API may answer errors in its own way. */
function acceptHeader(types: readonly string[]): string {
  return types.includes('*/*') ? types.join(', ') : [...types, '*/*;q=0.1'].join(', ');
}
