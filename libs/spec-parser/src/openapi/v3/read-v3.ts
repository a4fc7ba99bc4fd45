import type { ApiDescription, HttpOperation, SecurityRequirement } from '#lib/api-description';
import { pointerOf } from '../../findings.js';
import { compact, entries, member } from '../../json.js';
import { addOperation, SkipOperation, type OperationLists } from '../build.js';
import {
  hostOfDocument,
  PATH_ITEM_METHODS,
  readExtensions,
  readInfo,
  readLabels,
  readMcpExtension,
  readSecurity,
  readTags,
} from '../common.js';
import type { ReadContext, Spot } from '../context.js';
import { mergeParameters } from '../parameters.js';
import { isOperation, noteUnknownMethods, usablePaths } from '../paths.js';
import { convertSchema } from '../schema.js';
import { readRequestBody, readResponses } from './content.js';
import { readParameters } from './parameter.js';
import { readSecuritySchemes } from './security.js';
import { readServers } from './servers.js';

/** Reads an OpenAPI 3.0, 3.1 or 3.2 description. */
export function readV3(context: ReadContext, version: string): ApiDescription {
  const root = context.root();
  const defaults = readSecurity(member(root.value, 'security'));
  const lists = readPaths(context, defaults);
  const servers = readServers(context.child(root, 'servers')) ?? [];
  return compact({
    shape: 1,
    source: { format: 'openapi', version },
    info: readInfo(context),
    servers: servers.length > 0 ? servers : hostOfDocument(root.uri),
    tags: readTags(context),
    securitySchemes: readSecuritySchemes(context),
    schemas: context.schemas.finish((spot) => convertSchema(context, spot)),
    ...lists,
    extensions: readMcpExtension(root.value),
  }) as ApiDescription;
}

function readPaths(context: ReadContext, security: readonly SecurityRequirement[]): OperationLists {
  const lists: OperationLists = { operations: [], skipped: [] };
  for (const [path, item] of usablePaths(context, lists)) {
    readPathItem(context, lists, { path, item, security });
  }
  return lists;
}

interface PathAt {
  readonly path: string;
  readonly item: Spot;
  readonly security: readonly SecurityRequirement[];
}

function readPathItem(context: ReadContext, lists: OperationLists, at: PathAt): void {
  const target = context.follow(at.item);
  if (target === undefined) {
    lists.skipped.push({
      id: `* ${at.path}`,
      code: 'spec/unresolved-ref',
      reason: 'its path item is a reference that leads nowhere',
    });
    return;
  }
  noteUnknownMethods(context, target, FIELDS);
  for (const [method, spot] of methodsOf(context, target)) {
    if (!isOperation(context, lists, { path: at.path, spot, field: method })) continue;
    const id = `${method} ${at.path}`;
    addOperation(context, lists, { id, spot }, () =>
      readOperation(context, { ...at, item: target, id, method, spot }),
    );
  }
}

const FIELDS: ReadonlySet<string> = new Set([...PATH_ITEM_METHODS, 'query']);

/** Fixed methods, `query` and `additionalOperations` of 3.2, in document order. */
function methodsOf(context: ReadContext, item: Spot): [string, Spot][] {
  const found: [string, Spot][] = [];
  for (const [field, value] of entries(item.value)) {
    if (FIELDS.has(field)) found.push([field.toUpperCase(), context.child(item, field)]);
    if (field !== 'additionalOperations') continue;
    const more = context.child(item, field);
    for (const [method] of entries(value)) found.push([method, context.child(more, method)]);
  }
  return found;
}

interface OperationAt extends PathAt {
  readonly id: string;
  readonly method: string;
  readonly spot: Spot;
}

function readOperation(context: ReadContext, at: OperationAt): HttpOperation {
  const operation = context.follow(at.spot);
  if (operation === undefined)
    throw new SkipOperation('spec/unresolved-ref', 'it is a reference that leads nowhere');
  const own = member(operation.value, 'security');
  return compact({
    kind: 'http',
    id: at.id,
    ...readLabels(operation.value),
    method: at.method,
    path: at.path,
    servers:
      readServers(context.child(operation, 'servers')) ?? readServers(context.child(at.item, 'servers')),
    parameters: mergeParameters(context, { spot: operation, path: at.path }, [
      readParameters(context, context.child(at.item, 'parameters')),
      readParameters(context, context.child(operation, 'parameters')),
    ]),
    requestBody: readRequestBody(context, context.child(operation, 'requestBody')),
    responses: readResponses(context, context.child(operation, 'responses')),
    security: own === undefined ? at.security : readSecurity(own),
    extensions: readExtensions(operation.value),
    pathExtensions: readMcpExtension(at.item.value),
    location: { document: operation.place.document, pointer: pointerOf(operation.place) },
  }) as HttpOperation;
}
