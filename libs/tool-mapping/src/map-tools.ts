import type { ApiDescription, Operation, SkippedOperation } from '#lib/api-description';
import type { Diagnostic } from '#lib/diagnostics';
import type { ServerManifest, ToolDefinition, ToolFile } from '#lib/server-runtime';
import { credentialSchemes } from './credentials.js';
import { mapOperation } from './map-operation.js';
import { DEFAULT_NAME_LENGTH, nameTools } from './names.js';
import { SchemaGraph } from './schema/graph.js';
import { serverTemplates } from './server-templates.js';
import { plainText } from './text.js';
import { fileNames, groupByTag, slug } from './tool-files.js';

export interface MapOptions {
  /** Longest tool name; 40 by default, never over 52. */
  readonly maxNameLength?: number;
}

/** Everything a generated server loads, and what a person should know about how it came about. */
export interface ToolSet {
  readonly manifest: ServerManifest;
  /** In list order; `manifest.toolFiles` names them. */
  readonly files: readonly ToolFile[];
  /** Every operation that is no tool, with its reason: the description's own skips and the mapping's. */
  readonly skipped: readonly SkippedOperation[];
  readonly diagnostics: readonly Diagnostic[];
}

interface Mapped {
  readonly operation: Operation;
  readonly tool: ToolDefinition;
}

/** Maps every operation to a tool. Pure and deterministic: the same description gives the same tool set. */
export function mapTools(api: ApiDescription, options: MapOptions = {}): ToolSet {
  const graph = new SchemaGraph(api.schemas);
  const names = nameTools(api.operations, options.maxNameLength ?? DEFAULT_NAME_LENGTH);
  const diagnostics: Diagnostic[] = [];
  const mapped: Mapped[] = api.operations.map((described) => {
    const operation = withoutRootServers(described, api);
    const name = names.get(operation.id) ?? operation.id;
    const result = mapOperation(operation, name, graph);
    diagnostics.push(...result.diagnostics, ...noteShortcomings(operation, name));
    return { operation, tool: result.tool };
  });
  const files = groupByTag(api, mapped);
  return { manifest: manifestOf(api, mapped, files), files, skipped: api.skipped, diagnostics };
}

/** Servers that only repeat the API's own would keep an owner from naming another address. */
function withoutRootServers(operation: Operation, api: ApiDescription): Operation {
  const { servers, ...rest } = operation;
  return JSON.stringify(servers) === JSON.stringify(api.servers) ? rest : operation;
}

function noteShortcomings(operation: Operation, name: string): Diagnostic[] {
  const notes: Diagnostic[] = [];
  if (operation.summary === undefined && operation.description === undefined) {
    notes.push({
      code: 'mapping/missing-description',
      severity: 'warning',
      message: `${operation.id} has neither summary nor description; a model can only guess what it does.`,
      fix: 'Describe the operation in a sentence.',
      location: operation.location,
    });
  }
  const cleaned = operation.operationId?.replaceAll(/[^a-zA-Z0-9_-]+/g, '_');
  if (cleaned !== undefined && cleaned.length > name.length) {
    notes.push({
      code: 'mapping/name-shortened',
      severity: 'info',
      message: `The tool of ${operation.id} is named ${name}: its operationId is longer than clients accept.`,
      fix: 'Give the operation a shorter operationId.',
      location: operation.location,
    });
  }
  return notes;
}

function manifestOf(
  api: ApiDescription,
  mapped: readonly Mapped[],
  files: readonly ToolFile[],
): ServerManifest {
  const used = new Set(
    mapped.flatMap(({ operation }) => operation.security.flatMap((need) => Object.keys(need))),
  );
  const description = plainText(api.info.summary ?? api.info.description ?? '');
  return {
    format: 1,
    name: slug(api.info.title) || 'api',
    title: api.info.title,
    version: api.info.version,
    ...(description === '' ? {} : { description }),
    servers: serverTemplates(api.servers),
    credentials: credentialSchemes(api, used),
    toolCount: mapped.length,
    toolFiles: fileNames(files.map(({ tag }) => tag)),
  };
}
