import type { CallToolResult } from '@modelcontextprotocol/server';
import type { CheckedCall } from '../call-kind.js';
import type { GraphqlBinding, GraphqlDocumentBinding, GraphqlTypes } from '../format.js';
import { isRecord } from '../request/values.js';
import type { UpstreamAnswer } from '../upstream/exchange.js';
import { chosenSelection } from './chosen-selection.js';
import { composeDocument } from './compose-document.js';
import { graphqlRequest, type GraphqlRequest, type Transport } from './request.js';
import { graphqlResponse, graphqlResult } from './result.js';
import { graphqlSettings } from './settings.js';
import { TypeIndex } from './type-index.js';
import { takeUploads } from './upload.js';

type Arguments = Readonly<Record<string, unknown>>;

/** Sends a tool's document with the arguments as variables. */
export async function callGraphql(call: CheckedCall): Promise<CallToolResult> {
  const { binding } = call.tool;
  if (binding.kind !== 'graphql') throw new Error(`Not a GraphQL binding: ${binding.kind}`);
  const request = graphqlCallOf(binding, call.args, call.graphqlTypes);
  const answer = await send(call, binding, request);
  return graphqlResult(answer, binding.resultPath, call.result);
}

/**
 * The request of a call.
 *
 * @throws CallError when a chosen field is not in the schema, or a file is no base64
 */
export function graphqlCallOf(
  binding: GraphqlDocumentBinding,
  args: Arguments,
  types: GraphqlTypes,
): GraphqlRequest {
  const given = binding.variables
    .map(({ argument, constant, ...rest }) => ({
      ...rest,
      value: args[argument] === undefined ? constant : args[argument],
    }))
    .filter(({ value }) => value !== undefined)
    .map(({ name, value, uploads = [] }) => ({ name, ...takeUploads(value, uploads, name) }));
  const chosen = chosenDocument(binding, args, types);
  return {
    document: chosen.document,
    operationName: binding.operationName,
    variables: { ...Object.fromEntries(given.map(({ name, value }) => [name, value])), ...chosen.values },
    uploads: given.flatMap(({ uploads }) => uploads),
  };
}

function chosenDocument(
  binding: GraphqlDocumentBinding,
  args: Arguments,
  types: GraphqlTypes,
): { document: string; values: Arguments } {
  const { selection: by, variables } = binding;
  const paths = by === undefined ? undefined : args[by.argument];
  if (by === undefined || !Array.isArray(paths) || paths.length === 0)
    return { document: binding.document, values: {} };
  const taken = variables.map(({ name }) => name);
  const chosen = chosenSelection(indexOf(types), by.type, paths as string[], taken);
  const document = composeDocument({ ...binding, ...chosen, field: by.field });
  return { document, values: chosen.values };
}

const indexes = new WeakMap<GraphqlTypes, TypeIndex>();

/** One index for all calls of a server. */
function indexOf(types: GraphqlTypes): TypeIndex {
  const known = indexes.get(types) ?? new TypeIndex(types);
  indexes.set(types, known);
  return known;
}

async function send(
  call: CheckedCall,
  binding: GraphqlBinding,
  request: GraphqlRequest,
): Promise<UpstreamAnswer> {
  const settings = graphqlSettings(call.config);
  const isQuery = binding.operationType === 'query';
  const method = isQuery ? settings.method : 'POST';
  const once = (persisted: Transport['persisted']) =>
    call.send(graphqlRequest(request, { method, persisted }), { repeatable: isQuery });
  if (!settings.persisted || request.uploads.length > 0) return once('no');
  const first = await once('hash');
  return isUnknownHash(first) ? once('both') : first;
}

/** What servers say to a hash they have not seen, or do not take (Apollo, "Automatic Persisted Queries"). */
function isUnknownHash(answer: UpstreamAnswer): boolean {
  const errors = graphqlResponse(answer)?.['errors'];
  if (!Array.isArray(errors)) return false;
  return errors.some((error) => {
    if (!isRecord(error)) return false;
    const code = isRecord(error['extensions']) ? error['extensions']['code'] : undefined;
    return /persisted_?query_?not_?(found|supported)/i.test(`${String(error['message'])} ${String(code)}`);
  });
}
