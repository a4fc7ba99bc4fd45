import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { unzipSync } from 'fflate';
import { npmTool } from './npm-tool.js';

/** How a client starts a bundle's server. */
export interface McpbConfig {
  readonly command: string;
  readonly args: string[];
  readonly env: Record<string, string>;
}

interface McpbTools {
  readonly v0_3: { readonly McpbManifestSchema: { parse(manifest: unknown): object } };
  readonly getMcpConfigForManifest: (options: object) => Promise<McpbConfig | undefined>;
}

export async function unpackMcpb(bundle: Uint8Array, folder: string): Promise<void> {
  for (const [path, bytes] of Object.entries(unzipSync(bundle))) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), bytes);
  }
}

/** What the format's own library makes of an unpacked bundle's manifest, after it found it valid. */
export async function configOf(folder: string): Promise<McpbConfig> {
  const tool = await npmTool('mcpb');
  if (tool === undefined) throw new Error('@anthropic-ai/mcpb cannot be installed');
  const library = (await import(pathToFileURL(join(tool, 'dist/index.js')).href)) as McpbTools;
  const manifest = JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8')) as object;
  library.v0_3.McpbManifestSchema.parse(manifest);
  const config = await library.getMcpConfigForManifest({
    manifest,
    extensionPath: folder,
    systemDirs: {},
    userConfig: {},
    pathSeparator: '/',
  });
  if (config === undefined) throw new Error('The manifest asks for settings that petstore does not need');
  return config;
}
