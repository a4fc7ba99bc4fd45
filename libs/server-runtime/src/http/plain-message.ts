import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { isRecord } from '../request/values.js';
import {
  CLIENT_CAPABILITIES_KEY,
  CLIENT_INFO_KEY,
  isPlainClient,
  PROTOCOL_VERSION_KEY,
} from './plain-client.js';

export const PLAIN_VERSION = '2026-07-28';

const MEMBERS: ReadonlySet<string> = new Set(['jsonrpc', 'id', 'method', 'params']);
const META: ReadonlySet<string> = new Set([PROTOCOL_VERSION_KEY, CLIENT_INFO_KEY, CLIENT_CAPABILITIES_KEY]);
const PARAMS: Readonly<Record<string, ReadonlySet<string>>> = {
  'tools/call': new Set(['name', 'arguments', '_meta']),
  'tools/list': new Set(['cursor', '_meta']),
};
const HEADERS: ReadonlySet<string> = new Set(['mcp-protocol-version', 'mcp-method', 'mcp-name']);

/** A request of the newest protocol that asks for nothing but an answer. */
export interface PlainMessage {
  readonly id: string | number;
  readonly method: string;
  readonly params: Readonly<Record<string, unknown>>;
  /** `_meta` of the parameters. */
  readonly meta: Readonly<Record<string, unknown>>;
}

/** Undefined for a request that is anything else. */
export function plainMessage({ headers }: IncomingMessage, body: unknown): PlainMessage | undefined {
  const message = messageOf(body);
  return message !== undefined && agrees(headers, message) ? message : undefined;
}

/** Whether there is nothing to judge about the client: it says of itself what every reader takes. */
export function isKnownClient({ headers }: IncomingMessage, { meta }: PlainMessage): boolean {
  return meta[PROTOCOL_VERSION_KEY] === PLAIN_VERSION && isPlainClient(headers, meta);
}

/** What the SDK judges besides the request itself: the client's envelope and what it accepts. */
export function clientOf({ headers }: IncomingMessage, { meta }: PlainMessage): string {
  return `${headers.accept ?? ''}\n${headers['content-type'] ?? ''}\n${JSON.stringify(meta)}`;
}

function messageOf(body: unknown): PlainMessage | undefined {
  if (!isRecord(body) || !hasOnly(body, MEMBERS) || body['jsonrpc'] !== '2.0') return undefined;
  const { id, method, params } = body;
  if (typeof id !== 'string' && !Number.isSafeInteger(id)) return undefined;
  if (typeof method !== 'string' || !hasPlainParams(method, params)) return undefined;
  const { _meta: meta } = params;
  return isRecord(meta) && hasOnly(meta, META)
    ? { id: id as string | number, method, params, meta }
    : undefined;
}

function hasPlainParams(method: string, params: unknown): params is PlainMessage['params'] {
  const known = Object.hasOwn(PARAMS, method) ? PARAMS[method] : undefined;
  return known !== undefined && isRecord(params) && hasOnly(params, known);
}

/** Headers that say what the body says, and none that ask for more. */
function agrees(headers: IncomingHttpHeaders, { method, params }: PlainMessage): boolean {
  if (headers['mcp-protocol-version'] !== PLAIN_VERSION || headers['mcp-method'] !== method) return false;
  if (headers['mcp-name'] !== params['name']) return false;
  for (const header in headers) if (header.startsWith('mcp-') && !HEADERS.has(header)) return false;
  return true;
}

function hasOnly(value: Readonly<Record<string, unknown>>, names: ReadonlySet<string>): boolean {
  for (const name in value) if (!names.has(name)) return false;
  return true;
}
