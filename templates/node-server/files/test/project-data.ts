import { readFileSync } from 'node:fs';
import type { CredentialScheme, ServerManifest, ToolDefinition, ToolFile } from '../src/runtime/format.js';

/** What the server is made from, as it stands in `data/`. */
export const manifest = read<ServerManifest>('server.json');
export const tools: readonly ToolDefinition[] = manifest.toolFiles.flatMap(
  (name) => read<ToolFile>(`tools/${name}`).tools,
);

/** A value for every credential that can be given as text. */
export const credentials: Readonly<Record<string, string>> = Object.fromEntries(
  Object.values(manifest.credentials)
    .flatMap((scheme) => variablesOf(scheme))
    .map((name) => [name, 'test-credential']),
);

/** Tells whether {@link credentials} hold what a scheme asks for. */
export function canGive(schemeKey: string): boolean {
  const scheme = manifest.credentials[schemeKey];
  return scheme !== undefined && variablesOf(scheme).length > 0;
}

function variablesOf(scheme: CredentialScheme): string[] {
  switch (scheme.type) {
    case 'apiKey':
    case 'bearer':
      return [scheme.env];
    case 'basic':
      return [scheme.usernameEnv, scheme.passwordEnv];
    case 'oauth2':
      return [scheme.tokenEnv];
    default:
      return [];
  }
}

function read<T>(path: string): T {
  return JSON.parse(readFileSync(new URL(`../../data/${path}`, import.meta.url), 'utf8')) as T;
}
