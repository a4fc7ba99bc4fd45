import { setTimeout as sleep } from 'node:timers/promises';

/** What a server says that may still be starting. */
export async function text(address: string | undefined, path: string): Promise<string> {
  let last: unknown;
  for (let attempt = 0; attempt < 200; attempt += 1) {
    try {
      return await (await fetch(`${address ?? ''}${path}`)).text();
    } catch (error) {
      if (path === '/crash') throw error;
      last = error;
      await sleep(25);
    }
  }
  throw last;
}

export async function ask<T>(address: string | undefined, path: string): Promise<T> {
  return JSON.parse(await text(address, path)) as T;
}

export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let attempt = 0; attempt < 400; attempt += 1) {
    if (await holds()) return;
    await sleep(25);
  }
  throw new Error('not in time');
}
