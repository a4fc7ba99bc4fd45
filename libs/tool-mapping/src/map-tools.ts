import type { ApiDescription, GraphqlTypes, Operation, SkippedOperation } from '#lib/api-description';
import { listBounded, stripHidden, type Diagnostic } from '#lib/diagnostics';
import {
  TypeIndex,
  type ServerManifest,
  type ToolDefinition,
  type ToolFile,
  type ToolMode,
} from '#lib/server-runtime';
import { credentialSchemes } from './credentials.js';
import { mapGraphqlOperation } from './graphql/map-graphql-operation.js';
import { usedTypes } from './graphql/used-types.js';
import { mapOperation } from './map-operation.js';
import { DEFAULT_NAME_LENGTH } from './names.js';
import { noteSet } from './note-set.js';
import { SchemaGraph } from './schema/graph.js';
import { applyOverride } from './selection/apply-override.js';
import { planTools } from './selection/plan-tools.js';
import type { SubscriptionChoice, ToolSelection } from './selection/tool-selection.js';
import { serverTemplates } from './server-templates.js';
import { noteShortcomings } from './shortcomings.js';
import { cutAtSentence, plainText } from './text.js';
import { fileNames, groupByTag, slug } from './tool-files.js';

/** Diagnostics of one severity. */
const MAX_NOTES = 500;
const MAX_API_TITLE = 200;
const MAX_API_VERSION = 64;
const MAX_API_DESCRIPTION = 4_000;

export interface MapOptions {
  /** Longest tool name; 40 by default, never over 52. */
  readonly maxNameLength?: number;
  /** How clients reach the operations; `tools` by default. */
  readonly mode?: ToolMode;
  /** Which operations become tools, and what a person changes about them; everything, unchanged, by default. */
  readonly selection?: ToolSelection;
}

/** Everything a generated server loads, and what a person should know about how it came about. */
export interface ToolSet {
  readonly manifest: ServerManifest;
  /** In list order; `manifest.toolFiles` names them. */
  readonly files: readonly ToolFile[];
  /** What GraphQL tools check chosen fields against; `manifest.graphqlTypes` names its file. */
  readonly graphqlTypes?: GraphqlTypes;
  /** Every operation that is no tool, with its reason: what cannot be one, then what was left out (`selection/…`). */
  readonly skipped: readonly SkippedOperation[];
  readonly diagnostics: readonly Diagnostic[];
}

const GRAPHQL_TYPES_FILE = 'graphql-types.json';

interface Mapped {
  readonly operation: Operation;
  readonly tool: ToolDefinition;
}

/** Maps operations to tools. Pure and deterministic: the same description and options give the same tool set. */
export function mapTools(api: ApiDescription, options: MapOptions = {}): ToolSet {
  const graph = new SchemaGraph(api.schemas);
  const types = new TypeIndex(api.graphqlTypes ?? {});
  const subscriptions = subscriptionChoice(options.selection);
  const plan = planTools(api, options.selection ?? {}, options.maxNameLength ?? DEFAULT_NAME_LENGTH);
  const diagnostics: Diagnostic[] = [...plan.diagnostics];
  const mapped: Mapped[] = plan.tools.map((planned) => {
    const operation = withoutRootServers(planned.operation, api);
    const result =
      operation.kind === 'http'
        ? mapOperation(operation, planned.name, graph)
        : mapGraphqlOperation(operation, planned.name, { graph, types, subscriptions });
    for (const note of [...result.diagnostics, ...noteShortcomings(planned)]) diagnostics.push(note);
    const { override } = planned;
    const tool = override === undefined ? result.tool : applyOverride(result.tool, override, diagnostics);
    return { operation, tool };
  });
  const files = groupByTag(api, mapped);
  const skipped = [...api.skipped, ...plan.skipped];
  const graphqlTypes = usedTypes(api.graphqlTypes, files);
  return {
    manifest: manifestOf(api, mapped, files, options.mode ?? 'tools'),
    files,
    ...(graphqlTypes === undefined ? {} : { graphqlTypes }),
    skipped,
    diagnostics: listBounded(
      [...noteSet(api, mapped.length), ...diagnostics],
      MAX_NOTES,
      'mapping/more-findings',
    ),
  };
}

/** Those that an override enables by itself are collected as by default. */
function subscriptionChoice({ subscriptions }: ToolSelection = {}): SubscriptionChoice {
  return typeof subscriptions === 'object' ? subscriptions : {};
}

/** The same tools, reached in another way. */
export function withMode(toolSet: ToolSet, mode: ToolMode): ToolSet {
  return { ...toolSet, manifest: { ...toolSet.manifest, mode } };
}

/** Servers that only repeat the API's own would keep an owner from naming another address. */
function withoutRootServers(operation: Operation, api: ApiDescription): Operation {
  const { servers, ...rest } = operation;
  return JSON.stringify(servers) === JSON.stringify(api.servers) ? rest : operation;
}

function manifestOf(
  api: ApiDescription,
  mapped: readonly Mapped[],
  files: readonly ToolFile[],
  mode: ToolMode,
): ServerManifest {
  const used = new Set(
    mapped.flatMap(({ operation }) => operation.security.flatMap((need) => Object.keys(need))),
  );
  const description = plainText(api.info.summary ?? api.info.description ?? '');
  return {
    format: 1,
    mode,
    name: slug(api.info.title) || 'api',
    title: shortLine(api.info.title, MAX_API_TITLE) || 'Untitled API',
    version: shortLine(api.info.version, MAX_API_VERSION) || '0.0.0',
    ...(description === '' ? {} : { description: cutAtSentence(description, MAX_API_DESCRIPTION) }),
    servers: serverTemplates(api.servers),
    credentials: credentialSchemes(api, used),
    toolCount: mapped.length,
    toolFiles: fileNames(files.map(({ tag }) => tag)),
    ...(api.graphqlTypes === undefined ? {} : { graphqlTypes: GRAPHQL_TYPES_FILE }),
  };
}

/** Titles and versions stand in one line, and in every answer of the newest protocol. */
function shortLine(text: string, limit: number): string {
  const line = stripHidden(text.slice(0, limit * 2))
    .replaceAll(/\s+/g, ' ')
    .trim();
  return line.length <= limit ? line : `${line.slice(0, limit - 1)}…`;
}
