import { mkdtemp, rm } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { InboundRelay } from './inbound-relay.js';

describe('clients of a server without a network', () => {
  let folder: string;
  let relay: InboundRelay;
  let port: number;
  const sockets: Socket[] = [];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'toolwright-relay-'));
    relay = new InboundRelay();
    port = await relay.listen(0);
    await new Promise<void>((resolve) => relay.door.listen(join(folder, 'door.sock'), resolve));
  });

  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.destroy();
    await relay.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** The server opens one more connection, and answers what comes over it. */
  function offer(): void {
    const socket = connect(join(folder, 'door.sock'));
    socket.on('error', () => undefined).on('data', (data) => socket.write(`heard ${String(data)}`));
    sockets.push(socket);
  }

  /** @returns what is answered; undefined when the connection is closed instead */
  function ask(text: string): Promise<string | undefined> {
    const socket = connect(port, '127.0.0.1', () => socket.write(text));
    sockets.push(socket);
    return new Promise((resolve) => {
      socket.on('error', () => undefined);
      socket.once('data', (data) => resolve(String(data))).once('close', () => resolve(undefined));
    });
  }

  it('wait as long as the server is there and busy', async () => {
    offer();
    expect(await ask('one')).toBe('heard one');
    const second = ask('two');
    await sleep(1_600);
    offer();
    expect(await second).toBe('heard two');
  });

  it('are sent away soon where there is no server', async () => {
    const asked = performance.now();
    expect(await ask('one')).toBeUndefined();
    expect(performance.now() - asked).toBeLessThan(5_000);
  });
});
