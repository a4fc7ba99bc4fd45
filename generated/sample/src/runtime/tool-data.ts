import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ServerManifest, ToolDefinition, ToolFile } from './format.js';

/** What one server serves. */
export interface ToolData {
  readonly manifest: ServerManifest;
  /** In list order. */
  readonly tools: readonly ToolDefinition[];
}

/**
 * Reads `server.json` and the tool files it names.
 *
 * @throws Error when a file is missing, no JSON, or holds fewer tools than the manifest says
 */
export function loadToolData(dataDir: string): ToolData {
  const manifest = readJson<ServerManifest>(join(dataDir, 'server.json'));
  const files = manifest.toolFiles.map((name) => readJson<ToolFile>(join(dataDir, 'tools', name)));
  return toolData(manifest, files);
}

/** The same from what is in memory already. */
export function toolData(manifest: ServerManifest, files: readonly ToolFile[]): ToolData {
  const tools = files.flatMap((file) => file.tools);
  if (tools.length !== manifest.toolCount) {
    throw new Error(`server.json promises ${manifest.toolCount} tools, its files hold ${tools.length}`);
  }
  return { manifest, tools };
}

function readJson<T>(path: string): T {
  return JSON.parse(readFileSync(path, 'utf8')) as T;
}
