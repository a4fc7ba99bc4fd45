import { CallError } from '../call-error.js';
import type { ServerConfig } from '../config.js';

/** How documents travel; listed in the README of projects with GraphQL tools. */
export interface GraphqlSettings {
  /** `GRAPHQL_METHOD`: queries by GET where a cache stands in front; mutations are always POSTed. */
  readonly method: 'POST' | 'GET';
  /** `GRAPHQL_PERSISTED_QUERIES`: a document's hash goes first, the document only when the API asks for it. */
  readonly persisted: boolean;
}

/** @throws CallError that names the variable */
export function graphqlSettings(config: ServerConfig): GraphqlSettings {
  const method = (config.variable('GRAPHQL_METHOD') ?? 'POST').toUpperCase();
  if (method !== 'POST' && method !== 'GET')
    throw new CallError('GRAPHQL_METHOD of this server must be POST or GET.');
  const persisted = config.variable('GRAPHQL_PERSISTED_QUERIES') ?? '0';
  if (persisted !== '0' && persisted !== '1')
    throw new CallError('GRAPHQL_PERSISTED_QUERIES of this server must be 0 or 1.');
  return { method, persisted: persisted === '1' };
}
