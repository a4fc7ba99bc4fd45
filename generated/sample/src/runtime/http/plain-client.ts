import type { IncomingHttpHeaders } from 'node:http';
import { isRecord } from '../request/values.js';

/** As the SDK has them; written here, since loading it takes longer than a start may. A test holds them equal. */
export const PROTOCOL_VERSION_KEY = 'io.modelcontextprotocol/protocolVersion';
export const CLIENT_INFO_KEY = 'io.modelcontextprotocol/clientInfo';
export const CLIENT_CAPABILITIES_KEY = 'io.modelcontextprotocol/clientCapabilities';
export const SERVER_INFO_KEY = 'io.modelcontextprotocol/serverInfo';

const INFO: ReadonlySet<string> = new Set(['name', 'version', 'title']);
const CAPABILITIES: ReadonlySet<string> = new Set(['elicitation', 'roots', 'sampling']);
const ACCEPT = 'application/json, text/event-stream';
const CONTENT_TYPE = 'application/json';

/**
 * Whether a client says of itself only what every reader of the protocol takes: a name and a version, and bare
 * capabilities. So that the first request of such a client need not wait for the SDK. What says more may be as good,
 * which is for the SDK to say.
 *
 * @param meta The request's `_meta`, of which the protocol's version is known
 */
export function isPlainClient(
  headers: IncomingHttpHeaders,
  meta: Readonly<Record<string, unknown>>,
): boolean {
  if (headers.accept !== ACCEPT || headers['content-type'] !== CONTENT_TYPE) return false;
  const { [CLIENT_INFO_KEY]: info, [CLIENT_CAPABILITIES_KEY]: capabilities } = meta;
  return isPlainInfo(info) && isPlainCapabilities(capabilities);
}

function isPlainInfo(info: unknown): boolean {
  if (!isRecord(info) || typeof info['name'] !== 'string' || typeof info['version'] !== 'string')
    return false;
  return Object.entries(info).every(([name, value]) => INFO.has(name) && typeof value === 'string');
}

function isPlainCapabilities(capabilities: unknown): boolean {
  if (!isRecord(capabilities)) return false;
  return Object.entries(capabilities).every(
    ([name, value]) => CAPABILITIES.has(name) && isRecord(value) && Object.keys(value).length === 0,
  );
}
