import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { GraphqlTypes, ServerManifest, ToolDefinition, ToolFile } from './format.js';

/** What one server serves. */
export interface ToolData {
  readonly manifest: ServerManifest;
  /** In list order. */
  readonly tools: readonly ToolDefinition[];
  /** The group of each tool, in the same order. */
  readonly tags: readonly string[];
  /** Where the project holds it. */
  readonly description?: DescriptionFile;
  /** Empty unless there are GraphQL tools. */
  readonly graphqlTypes: GraphqlTypes;
}

/** The API's own description, as a resource for clients. */
export interface DescriptionFile {
  readonly scheme: 'openapi' | 'graphql';
  readonly mimeType: string;
  readonly bytes: number;
  /** Read when a client asks for it, not before. */
  read(): string;
}

/** Longer ones help no model, and clients refuse messages of some megabytes. */
const MOST_DESCRIPTION_BYTES = 2 * 1024 * 1024;

/** What a description may be called in the data folder. */
const DESCRIPTIONS = [
  { name: 'openapi.json', scheme: 'openapi', mimeType: 'application/json' },
  { name: 'openapi.yaml', scheme: 'openapi', mimeType: 'application/yaml' },
  { name: 'schema.graphql', scheme: 'graphql', mimeType: 'application/graphql' },
] as const;

/**
 * Reads `server.json` and the tool files it names.
 *
 * @throws Error when a file is missing, no JSON, or holds fewer tools than the manifest says
 */
export function loadToolData(dataDir: string): ToolData {
  const manifest = readJson<ServerManifest>(join(dataDir, 'server.json'));
  const files = manifest.toolFiles.map((name) => readJson<ToolFile>(join(dataDir, 'tools', name)));
  const description = descriptionIn(dataDir);
  const { graphqlTypes: path } = manifest;
  const types = path === undefined ? {} : readJson<GraphqlTypes>(join(dataDir, path));
  return { ...toolData(manifest, files, types), ...(description === undefined ? {} : { description }) };
}

function descriptionIn(dataDir: string): DescriptionFile | undefined {
  for (const { name, scheme, mimeType } of DESCRIPTIONS) {
    const path = join(dataDir, name);
    const bytes = statSync(path, { throwIfNoEntry: false })?.size;
    if (bytes === undefined) continue;
    if (bytes > MOST_DESCRIPTION_BYTES) return undefined;
    return { scheme, mimeType, bytes, read: () => readFileSync(path, 'utf8') };
  }
  return undefined;
}

/** The same from what is in memory already. */
export function toolData(
  manifest: ServerManifest,
  files: readonly ToolFile[],
  graphqlTypes: GraphqlTypes = {},
): ToolData {
  const tools = files.flatMap((file) => file.tools);
  if (tools.length !== manifest.toolCount) {
    throw new Error(`server.json promises ${manifest.toolCount} tools, its files hold ${tools.length}`);
  }
  return { manifest, tools, tags: files.flatMap((file) => file.tools.map(() => file.tag)), graphqlTypes };
}

function readJson<T>(path: string): T {
  return JSON.parse(readFileSync(path, 'utf8')) as T;
}
