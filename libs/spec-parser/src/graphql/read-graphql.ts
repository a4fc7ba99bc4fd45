import { getNamedType } from 'graphql';
import type { ApiDescription, ApiServer, SecurityRequirement, SecurityScheme } from '#lib/api-description';
import { AppError } from '#lib/diagnostics';
import type { Findings } from '../findings.js';
import type { SourceAdditions } from '../source.js';
import { buildSchema } from './build-schema.js';
import type { GraphqlSource } from './documents.js';
import { readHandWritten } from './hand-written.js';
import { InputSchemas } from './input-schemas.js';
import { outputTypes } from './output-types.js';
import { parseDocuments } from './parse-documents.js';
import { readRootFields, TAGS } from './root-fields.js';
import { refuseOversize } from './schema-size.js';

/** A schema does not say how its callers prove who they are: a bearer token or a key, and neither is required. */
const SECURITY: readonly SecurityRequirement[] = [{ graphql: [] }, { graphql_api_key: [] }, {}];

/**
 * Reads a GraphQL schema with the operations beside it.
 *
 * @throws AppError `document-unusable` with every error of the schema
 */
export function readGraphql(
  source: GraphqlSource,
  options: SourceAdditions,
  findings: Findings,
): ApiDescription {
  const parsed = parseDocuments(source.documents);
  const { schema, writtenIn } = buildSchema(source, parsed, findings);
  const inputs = new InputSchemas(options.scalars ?? {});
  const context = { schema, inputs, security: SECURITY, document: source.name };
  const written = readHandWritten(parsed, context, findings);
  const taken = new Set(written.operations.flatMap(({ operationId }) => operationId ?? []));
  const fields = readRootFields({ ...context, taken });
  const operations = [...written.operations, ...fields.operations];
  if (operations.length === 0)
    throw new AppError('document-unusable', {
      detail: 'The schema has no query, no mutation and no subscription.',
    });
  const schemas = inputs.shared(schema);
  refuseOversize(operations, schemas);
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()]
    .flatMap((root) => Object.values(root?.getFields() ?? {}))
    .map((field) => getNamedType(field.type));
  const description = schema.description?.trim();
  return {
    shape: 1,
    source: { format: 'graphql', version: writtenIn },
    info: {
      title: titleOf(source),
      version: '0.0.0',
      ...(description ? { description } : {}),
    },
    servers: serversOf(source),
    tags: [TAGS.document, TAGS.query, TAGS.mutation, TAGS.subscription].map((name) => ({ name })),
    securitySchemes: securitySchemes(options),
    schemas,
    graphqlTypes: outputTypes(schema, roots),
    operations,
    skipped: [...written.skipped, ...fields.skipped],
  };
}

function securitySchemes({ apiKeyHeader = 'X-API-Key' }: SourceAdditions): Record<string, SecurityScheme> {
  return {
    graphql: { type: 'http', scheme: 'bearer' },
    graphql_api_key: { type: 'apiKey', in: 'header', name: apiKeyHeader },
  };
}

function serversOf({ introspected }: GraphqlSource): ApiServer[] {
  return introspected === undefined ? [] : [{ url: introspected.replace(/\/+$/, ''), variables: {} }];
}

/** Names that say nothing about which API it is. */
const GENERIC = /^(schema|introspection|supergraph|subgraph|api|index|main|pasted|graphql|public|types?)$/i;

/** A schema has no title: the endpoint's host, else the file's name, else a general one. */
function titleOf({ name, introspected }: GraphqlSource): string {
  const url = introspected ?? (URL.canParse(name) ? name : undefined);
  if (url !== undefined) return new URL(url).hostname;
  const stem = (name.split('/').at(-1) ?? '')
    .replace(/\.(graphqls?|gql|json|txt)$/i, '')
    .split(/[._\s-]+/)
    .filter((word) => word !== '' && !GENERIC.test(word))
    .join(' ');
  return stem === '' ? 'GraphQL API' : `${stem.charAt(0).toUpperCase()}${stem.slice(1)} GraphQL API`;
}
