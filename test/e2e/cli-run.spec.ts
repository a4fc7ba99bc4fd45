import { spawn, type ChildProcess } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { afterEach, describe, expect, it } from 'vitest';

const BIN = fileURLToPath(new URL('../../apps/cli/bin/toolwright.mjs', import.meta.url));
const PETSTORE = fileURLToPath(new URL('../specs/petstore-3.0.yaml', import.meta.url));
const WAIT_MS = 30_000;

describe('toolwright run --http', () => {
  const children: ChildProcess[] = [];

  afterEach(() => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
  });

  it('serves an MCP client, keeps standard output empty and ends cleanly on Ctrl-C', async () => {
    const server = run('--http', '0');
    const url = await server.listening;
    const client = new Client({ name: 'test', version: '1' });
    await client.connect(new StreamableHTTPClientTransport(new URL(url)));
    expect((await client.listTools()).tools).toHaveLength(19);
    await client.close();
    server.child.kill('SIGINT');
    expect(await server.exitCode).toBe(0);
    expect(server.output.stdout).toBe('');
  });

  it('says that a port is taken, without a stack', async () => {
    const holder = createServer();
    await new Promise<void>((resolve) => {
      holder.listen(0, '127.0.0.1', resolve);
    });
    try {
      const server = run('--http', String((holder.address() as AddressInfo).port));
      expect(await server.exitCode).toBe(4);
      expect(server.output.stderr).toContain('port-taken');
      expect(server.output.stderr).not.toMatch(/^\s+at /m);
    } finally {
      holder.close();
    }
  });

  it('refuses two transports at once', async () => {
    expect(await run('--stdio', '--http', '0').exitCode).toBe(2);
  });

  function run(...args: string[]) {
    const child = spawn(process.execPath, [BIN, 'run', PETSTORE, ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: WAIT_MS,
    });
    children.push(child);
    const output = { stdout: '', stderr: '' };
    child.stdout.on('data', (chunk: Buffer) => (output.stdout += chunk.toString()));
    const exitCode = new Promise<number | null>((resolve) => child.once('close', resolve));
    const listening = new Promise<string>((resolve, reject) => {
      child.stderr.on('data', (chunk: Buffer) => {
        output.stderr += chunk.toString();
        const url = /"url":"([^"]+)"/.exec(output.stderr)?.[1];
        if (url !== undefined) resolve(url);
      });
      void exitCode.then((code) => reject(new Error(`ended with ${code}: ${output.stderr}`)));
    });
    listening.catch(() => undefined);
    return { child, output, exitCode, listening };
  }
});
