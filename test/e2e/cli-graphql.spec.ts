import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { buildSchema, introspectionFromSchema } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startGraphqlUpstream, type GraphqlUpstream } from '../support/graphql-upstream.js';

const BIN = fileURLToPath(new URL('../../apps/cli/bin/toolwright.mjs', import.meta.url));
const SDL = `scalar Instant type Query { user(id: ID!, at: Instant): User } type User { id: ID! name: String }
  type Subscription { users: User }`;

describe('the command line with GraphQL', () => {
  let folder: string;
  let upstream: GraphqlUpstream;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'toolwright-cli-graphql-'));
    await mkdir(join(folder, 'api', 'ops'), { recursive: true });
    await writeFile(join(folder, 'api', 'schema.graphql'), SDL);
    await writeFile(
      join(folder, 'api', 'ops', 'name.graphql'),
      'query NameOf($id: ID!) { user(id: $id) { name } }',
    );
    upstream = await startGraphqlUpstream(buildSchema(SDL));
  });
  afterAll(async () => {
    upstream.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('inspects a schema with the operations beside it', async () => {
    const { stdout, code } = await toolwright('inspect', join(folder, 'api'));
    expect(code).toBe(0);
    expect(stdout).toContain('(graphql SDL)');
    expect(stdout).toMatch(/NameOf +\d+ +operation NameOf/);
    expect(stdout).toMatch(/user +\d+ +query user/);
    expect(stdout).toMatch(/Left out\nsubscription users/);
  });

  it('generates with the address and the scalars that were named', async () => {
    const out = join(folder, 'project');
    const options = ['--endpoint', 'https://api.example.com/graphql', '--scalar', 'Instant=date-time'];
    expect(await toolwright('generate', join(folder, 'api'), '--out', out, ...options)).toMatchObject({
      code: 0,
    });
    expect(await readFile(join(out, 'data', 'server.json'), 'utf8')).toContain(
      'https://api.example.com/graphql',
    );
    expect(await readFile(join(out, 'data', 'tools', 'queries.json'), 'utf8')).toContain(
      '"format": "date-time"',
    );
    expect(await toolwright('inspect', join(folder, 'api'), '--scalar', 'Instant')).toMatchObject({
      code: 2,
    });
    expect(await toolwright('inspect', join(folder, 'api'), '--endpoint', 'ftp://x')).toMatchObject({
      code: 2,
    });
  });

  it('makes tools of subscriptions where they are asked for, and keeps that with the project', async () => {
    const api = join(folder, 'api');
    const out = join(folder, 'live');
    expect((await toolwright('inspect', api, '--subscriptions')).stdout).toMatch(
      /users +\d+ +subscription users/,
    );
    const options = [
      '--subscriptions-endpoint',
      'wss://live.example.com/graphql',
      '--method',
      'subscription',
    ];
    expect(await toolwright('generate', api, '--out', out, ...options)).toMatchObject({ code: 0 });
    expect(await readFile(join(out, 'data', 'tools', 'subscriptions.json'), 'utf8')).toContain(
      '"endpoint": "wss://live.example.com/graphql"',
    );
    const again = await toolwright('inspect', api, '--overlay', join(out, 'toolwright.json'));
    expect(again.stdout).toMatch(/users +\d+ +subscription users/);
    expect(again.stdout).toContain('1 tools');
    expect(await toolwright('inspect', api, '--subscriptions-endpoint', 'ftp://x')).toMatchObject({
      code: 2,
    });
  });

  it('gives a schema to clients as SDL, and the result of an introspection as no description at all', async () => {
    const json = join(folder, 'introspected.json');
    await writeFile(json, JSON.stringify({ data: introspectionFromSchema(buildSchema(SDL)) }));
    const given = await toolwright('generate', json, '--out', join(folder, 'json'), '--with-description');
    expect(given.stderr).toContain('The description is not added: it is no SDL.');
    await expect(readFile(join(folder, 'json', 'data', 'openapi.json'))).rejects.toThrow();
    const sdl = join(folder, 'api', 'schema.graphql');
    await toolwright('generate', sdl, '--out', join(folder, 'sdl'), '--with-description');
    expect(await readFile(join(folder, 'sdl', 'data', 'schema.graphql'), 'utf8')).toBe(SDL);
  });

  it('introspects a live endpoint with the headers given, and serves it', async () => {
    const client = new Client({ name: 'test', version: '1' });
    await client.connect(
      new StdioClientTransport({
        command: process.execPath,
        args: [BIN, 'run', upstream.url, '--header', 'X-Tenant: a b', '--stdio'],
        stderr: 'ignore',
      }),
    );
    try {
      expect(upstream.seen[0]?.headers['x-tenant']).toBe('a b');
      const result = await client.callTool({ name: 'user', arguments: { id: '1', fields: ['name'] } });
      expect(result.structuredContent).toEqual({ data: { name: 'value' } });
    } finally {
      await client.close();
    }
  });
});

function toolwright(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [BIN, ...args], { timeout: 60_000 }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr });
    });
  });
}
