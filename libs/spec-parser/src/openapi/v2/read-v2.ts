import type { ApiDescription, HttpOperation, SecurityRequirement } from '#lib/api-description';
import { pointerOf } from '../../findings.js';
import { asArray, compact, entries, member } from '../../json.js';
import { addOperation, SkipOperation, type OperationLists } from '../build.js';
import {
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
import { readBody } from './body.js';
import { readPlainParameters, resolveParameters } from './parameters.js';
import { readResponses } from './responses.js';
import { readSecurityDefinitions } from './security.js';
import { readServers } from './servers.js';

/** Reads a Swagger 2.0 description straight into our shape, with no detour over a converted document. */
export function readV2(context: ReadContext, version: string): ApiDescription {
  const root = context.root();
  const lists: OperationLists = { operations: [], skipped: [] };
  const defaults: Defaults = {
    security: readSecurity(member(root.value, 'security')),
    consumes: mediaTypes(member(root.value, 'consumes')) ?? [],
    produces: mediaTypes(member(root.value, 'produces')) ?? [],
  };
  for (const [path, item] of usablePaths(context, lists)) {
    readPathItem(context, lists, { path, item, defaults });
  }
  return compact({
    shape: 1,
    source: { format: 'openapi', version },
    info: readInfo(context),
    servers: readServers(context),
    tags: readTags(context),
    securitySchemes: readSecurityDefinitions(context),
    schemas: context.schemas.finish((spot) => convertSchema(context, spot)),
    ...lists,
    extensions: readMcpExtension(root.value),
  }) as ApiDescription;
}

interface Defaults {
  readonly security: readonly SecurityRequirement[];
  readonly consumes: readonly string[];
  readonly produces: readonly string[];
}

interface PathAt {
  readonly path: string;
  readonly item: Spot;
  readonly defaults: Defaults;
}

function mediaTypes(value: unknown): string[] | undefined {
  return Array.isArray(value) ? asArray(value).filter((type) => typeof type === 'string') : undefined;
}

const FIELDS: ReadonlySet<string> = new Set(PATH_ITEM_METHODS);

function readPathItem(context: ReadContext, lists: OperationLists, at: PathAt): void {
  const item = context.follow(at.item);
  if (item === undefined) {
    lists.skipped.push({
      id: `* ${at.path}`,
      code: 'spec/unresolved-ref',
      reason: 'its path item is a reference that leads nowhere',
    });
    return;
  }
  noteUnknownMethods(context, item, FIELDS);
  for (const [field] of entries(item.value)) {
    const spot = context.child(item, field);
    if (!FIELDS.has(field) || !isOperation(context, lists, { path: at.path, spot, field })) continue;
    const id = `${field.toUpperCase()} ${at.path}`;
    addOperation(context, lists, { id, spot }, () =>
      readOperation(context, { ...at, item, spot, id, method: field.toUpperCase() }),
    );
  }
}

function readOperation(
  context: ReadContext,
  at: PathAt & { spot: Spot; id: string; method: string },
): HttpOperation {
  const operation = context.follow(at.spot);
  if (operation === undefined)
    throw new SkipOperation('spec/unresolved-ref', 'it is a reference that leads nowhere');
  const shared = resolveParameters(context, context.child(at.item, 'parameters'));
  const own = resolveParameters(context, context.child(operation, 'parameters'));
  const consumes = mediaTypes(member(operation.value, 'consumes')) ?? at.defaults.consumes;
  const produces = mediaTypes(member(operation.value, 'produces')) ?? at.defaults.produces;
  const security = member(operation.value, 'security');
  return compact({
    kind: 'http',
    id: at.id,
    ...readLabels(operation.value),
    method: at.method,
    path: at.path,
    parameters: mergeParameters(context, { spot: operation, path: at.path }, [
      readPlainParameters(context, shared),
      readPlainParameters(context, own),
    ]),
    requestBody: readBody(context, [...shared, ...own], consumes),
    responses: readResponses(context, context.child(operation, 'responses'), produces),
    security: security === undefined ? at.defaults.security : readSecurity(security),
    extensions: readExtensions(operation.value),
    pathExtensions: readMcpExtension(at.item.value),
    location: { document: operation.place.document, pointer: pointerOf(operation.place) },
  }) as HttpOperation;
}
