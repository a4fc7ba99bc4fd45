import { CallError } from '../call-error.js';
import type { ServerConfig } from '../config.js';
import type { ServerManifest, ServerTemplate } from '../format.js';

/**
 * The address an operation's path is appended to: the operation's own server, else `UPSTREAM_BASE_URL`,
 * else the description's first server. Relative servers are resolved against the latter two.
 *
 * @throws CallError when none is known
 */
export function baseUrlOf(
  manifest: ServerManifest,
  config: ServerConfig,
  own: readonly ServerTemplate[] | undefined,
): URL {
  const first = manifest.servers[0];
  const main = config.baseUrl ?? (first === undefined ? undefined : fill(first, config));
  const wanted = own?.[0] === undefined ? main : fill(own[0], config);
  if (wanted !== undefined && URL.canParse(wanted)) return new URL(wanted);
  if (wanted !== undefined && main !== undefined && URL.canParse(wanted, main)) return new URL(wanted, main);
  throw new CallError(
    'The address of the API is not known: its description names no absolute server. Set UPSTREAM_BASE_URL in the environment of this server.',
  );
}

function fill(server: ServerTemplate, config: ServerConfig): string {
  return server.url.replaceAll(/\{([^{}]+)\}/g, (whole, name: string) => {
    const variable = server.variables[name];
    return variable === undefined ? whole : (config.variable(variable.env) ?? variable.default);
  });
}
