import {
  CLIENT_CAPABILITIES_META_KEY,
  CLIENT_INFO_META_KEY,
  PROTOCOL_VERSION_META_KEY,
  SERVER_INFO_META_KEY,
} from '@modelcontextprotocol/server';
import { describe, expect, it } from 'vitest';
import {
  CLIENT_CAPABILITIES_KEY,
  CLIENT_INFO_KEY,
  isPlainClient,
  PROTOCOL_VERSION_KEY,
  SERVER_INFO_KEY,
} from './plain-client.js';

const HEADERS = { accept: 'application/json, text/event-stream', 'content-type': 'application/json' };
const INFO = { name: 'a', version: '1' };

const meta = (info: unknown, capabilities: unknown = {}) => ({
  [PROTOCOL_VERSION_KEY]: '2026-07-28',
  [CLIENT_INFO_KEY]: info,
  [CLIENT_CAPABILITIES_KEY]: capabilities,
});

describe('a client that says nothing to be judged', () => {
  it("is read by the SDK's names", () => {
    expect([PROTOCOL_VERSION_KEY, CLIENT_INFO_KEY, CLIENT_CAPABILITIES_KEY, SERVER_INFO_KEY]).toEqual([
      PROTOCOL_VERSION_META_KEY,
      CLIENT_INFO_META_KEY,
      CLIENT_CAPABILITIES_META_KEY,
      SERVER_INFO_META_KEY,
    ]);
  });

  it.each([
    [meta(INFO)],
    [meta({ ...INFO, title: 'A' })],
    [meta(INFO, { roots: {}, sampling: {}, elicitation: {} })],
  ])('has a name, a version and bare capabilities: %j', (given) => {
    expect(isPlainClient(HEADERS, given)).toBe(true);
  });

  it.each([
    [meta(undefined)],
    [meta({ name: 'a' })],
    [meta({ ...INFO, version: 1 })],
    [meta({ ...INFO, icons: [] })],
    [meta(INFO, null)],
    [meta(INFO, [])],
    [meta(INFO, { sampling: { tools: {} } })],
    [meta(INFO, { roots: [] })],
    [meta(INFO, { experimental: {} })],
  ])('says no more, and nothing else: %j', (given) => {
    expect(isPlainClient(HEADERS, given)).toBe(false);
  });

  it.each([
    { accept: 'application/json' },
    { accept: '*/*' },
    { 'content-type': 'application/json; charset=utf-8' },
  ])('takes and sends what every client does, not only %j', (headers) => {
    expect(isPlainClient({ ...HEADERS, ...headers }, meta(INFO))).toBe(false);
  });
});
