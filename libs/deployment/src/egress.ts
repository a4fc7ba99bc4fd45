import { parseAuthority, type EgressTarget } from '#lib/container-runtime';
import { AppError } from '#lib/diagnostics';
import type { ServerBundle } from '#lib/server-project';
import { destinationsOf, toolData, type ServerManifest, type ToolFile } from '#lib/server-runtime';

/** Variable of a deployment: further `host` or `host:port`, separated by commas; the port is 443 where none stands. */
export const EGRESS_ALLOW = 'EGRESS_ALLOW';

/**
 * Everything that a server may connect to: what its data and variables name, and what its owner adds.
 *
 * @throws AppError `request-invalid` for an entry of `EGRESS_ALLOW` that is no host
 */
export function egressOf({ files }: ServerBundle, env: Readonly<Record<string, string>>): EgressTarget[] {
  const read = <T>(path: string) => JSON.parse(new TextDecoder().decode(files.get(path))) as T;
  const manifest = read<ServerManifest>('data/server.json');
  const tools = manifest.toolFiles.map((name) => read<ToolFile>(`data/tools/${name}`));
  return [...destinationsOf(toolData(manifest, tools), env), ...added(env[EGRESS_ALLOW] ?? '')];
}

function added(text: string): EgressTarget[] {
  const entries = text.split(',').map((entry) => entry.trim());
  return entries.filter((entry) => entry !== '').map(target);
}

function target(entry: string): EgressTarget {
  const found = parseAuthority(entry) ?? parseAuthority(`${entry}:443`);
  if (found !== undefined) return found;
  throw new AppError('request-invalid', {
    detail: `${EGRESS_ALLOW} takes host names or host:port, separated by commas, and not ${JSON.stringify(entry)}.`,
  });
}
