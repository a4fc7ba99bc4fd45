import { AppError } from '#lib/diagnostics';
import { fetchGuarded, type GuardedFetchOptions } from '../load/guarded-fetch.js';
import type { FetchPolicy, ReadLimits } from '../source.js';
import { refusalOf } from './detect.js';

/** Answers that may hold the endpoint's own words (GraphQL over HTTP, "Status Codes"). */
const TELLING = [400, 401, 403, 405, 415, 422, 500];

/** Whether an address is that of an endpoint by its name; a file's has an ending. */
export function looksLikeEndpoint(url: string): boolean {
  return URL.canParse(url) && /(^|\/)(graphql|gql)\/?$/i.test(new URL(url).pathname);
}

export type IntrospectOptions = {
  readonly limits: ReadLimits;
  readonly fetch: FetchPolicy;
} & Pick<GuardedFetchOptions, 'resolve'>;

/**
 * Asks a GraphQL endpoint for its schema: with everything that the present specification has, then, when
 * it does not know a part of that, as the one of June 2018 has it.
 *
 * @returns The answer as it came
 * @throws AppError as {@link fetchGuarded}; `document-unusable` with the endpoint's own words when it refuses
 */
export async function introspect(
  url: string,
  headers: Readonly<Record<string, string>>,
  options: IntrospectOptions,
): Promise<Uint8Array> {
  const { getIntrospectionQuery } = await import('graphql');
  const full = getIntrospectionQuery({
    specifiedByUrl: true,
    directiveIsRepeatable: true,
    schemaDescription: true,
    inputValueDeprecation: true,
    oneOf: true,
  });
  const first = await ask(url, { query: full, headers }, options);
  if (refusalIn(first) === undefined) return first;
  const second = await ask(url, { query: getIntrospectionQuery(), headers }, options);
  const refusal = refusalIn(second);
  if (refusal === undefined) return second;
  throw introspectionRefused(refusal);
}

export function introspectionRefused(words: string): AppError {
  return new AppError('document-unusable', {
    detail: `The endpoint refused introspection, or has it disabled: ${words} Send its schema as a file, or give the headers it wants.`,
  });
}

async function ask(
  url: string,
  { query, headers }: { query: string; headers: Readonly<Record<string, string>> },
  { limits, fetch, resolve }: IntrospectOptions,
): Promise<Uint8Array> {
  const { bytes } = await fetchGuarded(url, {
    policy: fetch,
    maxBytes: limits.maxBytes,
    timeoutMs: limits.fetchTimeoutMs,
    trusted: fetch.trustEntryUrl,
    ...(resolve === undefined ? {} : { resolve }),
    post: {
      body: JSON.stringify({ query, operationName: 'IntrospectionQuery' }),
      headers: {
        accept: 'application/graphql-response+json, application/json',
        'content-type': 'application/json',
        ...headers,
      },
      accepts: TELLING,
    },
  });
  return bytes;
}

/** What an answer without a schema says. */
function refusalIn(bytes: Uint8Array): string | undefined {
  const text = new TextDecoder().decode(bytes);
  try {
    const value = JSON.parse(text) as unknown;
    return refusalOf(value) ?? (text.includes('"__schema"') ? undefined : 'the answer holds no schema.');
  } catch {
    return 'the answer is no JSON.';
  }
}
