import { setImmediate as tick } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { FairQueue } from './fair-queue.js';

it('lets groups take turns, so that fifty of one delay another by one', async () => {
  const queue = new FairQueue(1);
  const order: string[] = [];
  const add = (group: string) => queue.run(group, async () => void order.push(group));
  const all = [...Array.from({ length: 50 }, () => add('a')), add('b'), add('c')];
  await Promise.all(all);
  expect(order.slice(0, 4)).toEqual(['a', 'a', 'b', 'c']);
  expect(order).toHaveLength(52);
});

it('runs no more at once than allowed, also after one fails', async () => {
  const queue = new FairQueue(2);
  let running = 0;
  let most = 0;
  const task = async () => {
    running += 1;
    most = Math.max(most, running);
    await tick();
    running -= 1;
    if (running === 0) throw new Error('failed');
  };
  await Promise.allSettled(Array.from({ length: 9 }, () => queue.run('a', task)));
  expect(most).toBe(2);
  expect(await queue.run('a', async () => 'still works')).toBe('still works');
});

it('does not run what was called off while it waited', async () => {
  const queue = new FairQueue(1);
  const abort = new AbortController();
  let ran = false;
  const first = queue.run('a', tick);
  const second = queue.run('a', async () => void (ran = true), abort.signal);
  abort.abort();
  await first;
  await expect(second).rejects.toThrow();
  expect(ran).toBe(false);
});
