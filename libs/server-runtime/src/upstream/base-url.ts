import { CallError } from '../call-error.js';
import type { ServerConfig } from '../config.js';
import type { ServerManifest, ServerTemplate } from '../format.js';

/** What decides where requests go. */
export type AddressConfig = Pick<ServerConfig, 'baseUrl' | 'variable'>;

/**
 * The address an operation's path is appended to: the operation's own server, else `UPSTREAM_BASE_URL`,
 * else the description's first server. Relative servers are resolved against the latter two.
 *
 * @throws CallError when none is known, or the description's is one that must not be called
 */
export function baseUrlOf(
  manifest: ServerManifest,
  config: AddressConfig,
  own: readonly ServerTemplate[] | undefined,
): URL {
  const first = manifest.servers[0];
  const main = config.baseUrl ?? (first === undefined ? undefined : fill(first, config));
  const wanted = own?.[0] === undefined ? main : fill(own[0], config);
  const url = resolved(wanted, main);
  if (url !== undefined) return wanted === config.baseUrl ? url : permitted(url, WEB);
  throw new CallError(
    'The address of the API is not known: its description names no absolute server. Set UPSTREAM_BASE_URL in the environment of this server.',
  );
}

function resolved(wanted: string | undefined, main: string | undefined): URL | undefined {
  if (wanted === undefined) return undefined;
  if (URL.canParse(wanted)) return new URL(wanted);
  return main !== undefined && URL.canParse(wanted, main) ? new URL(wanted, main) : undefined;
}

/** Where machines of a cloud are told their credentials; no API lives there (RFC 3927, RFC 4291 section 2.5.6). */
const NO_API =
  /^(169\.254\.\d+\.\d+|0\.0\.0\.0|\[(::|fe[89ab][0-9a-f]:.*|fd00:ec2::.*|::ffff:a9fe:.*)\]|metadata\.google\.internal)$/;

const WEB: readonly string[] = ['http:', 'https:'];

/**
 * An address that a description gives is not the owner's word: what could only do harm is not called.
 *
 * @throws CallError
 */
export function permitted(url: URL, protocols: readonly string[]): URL {
  if (
    protocols.includes(url.protocol) &&
    url.username === '' &&
    url.password === '' &&
    !NO_API.test(url.hostname)
  )
    return url;
  throw new CallError(
    `The description's server ${JSON.stringify(url.protocol + '//' + url.host)} is not called: it is no public web address, or holds a password. Set UPSTREAM_BASE_URL in the environment of this server.`,
  );
}

function fill(server: ServerTemplate, config: AddressConfig): string {
  return server.url.replaceAll(/\{([^{}]+)\}/g, (whole, name: string) => {
    const variable = Object.hasOwn(server.variables, name) ? server.variables[name] : undefined;
    return variable === undefined ? whole : (config.variable(variable.env) ?? variable.default);
  });
}
