import { createHash } from 'node:crypto';
import type { BuiltRequest } from '../request/build-request.js';
import { encode } from '../request/percent.js';
import { withUploads, type Upload } from './upload.js';

/** What one request says (GraphQL over HTTP, "Request Parameters"). */
export interface GraphqlRequest {
  readonly document: string;
  readonly operationName: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly uploads: readonly Upload[];
}

/** Which of the ways to send it is taken. */
export interface Transport {
  readonly method: 'POST' | 'GET';
  /** `hash`: without the document; `both`: for the API to remember it (automatic persisted queries). */
  readonly persisted: 'no' | 'hash' | 'both';
}

const ACCEPT = 'application/graphql-response+json, application/json;q=0.9';

export function graphqlRequest(request: GraphqlRequest, transport: Transport): BuiltRequest {
  const body = bodyOf(request, transport);
  const base = { path: '', query: [], cookies: [] };
  if (transport.method === 'GET' && request.uploads.length === 0)
    return { ...base, method: 'GET', headers: { accept: ACCEPT }, query: queryOf(body) };
  if (request.uploads.length > 0) {
    // Servers refuse forms that any web page could send, unless a header says that it was no page.
    const headers = { accept: ACCEPT, 'apollo-require-preflight': 'true' };
    return { ...base, method: 'POST', headers, body: withUploads(body, request.uploads) };
  }
  const bytes = JSON.stringify(body);
  return {
    ...base,
    method: 'POST',
    headers: { accept: ACCEPT },
    body: { contentType: 'application/json', bytes },
  };
}

function bodyOf(request: GraphqlRequest, { persisted }: Transport): Record<string, unknown> {
  const sha256Hash = createHash('sha256').update(request.document).digest('hex');
  return {
    ...(persisted === 'hash' ? {} : { query: request.document }),
    operationName: request.operationName,
    variables: request.variables,
    ...(persisted === 'no' ? {} : { extensions: { persistedQuery: { version: 1, sha256Hash } } }),
  };
}

function queryOf(body: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(body).map(
    ([name, value]) => `${name}=${encode(typeof value === 'string' ? value : JSON.stringify(value))}`,
  );
}
