import { setImmediate as tick } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { KeyedRunner } from './keyed-runner.js';

it('runs a key one at a time, and once more for any number of requests meanwhile', async () => {
  const runs: string[] = [];
  let running = 0;
  const runner = new KeyedRunner(async (key) => {
    running += 1;
    expect(running).toBe(1);
    runs.push(key);
    await tick();
    running -= 1;
  });
  for (let count = 0; count < 5; count += 1) void runner.request('a');
  for (let count = 0; count < 6; count += 1) await tick();
  expect(runs).toEqual(['a', 'a']);
  void runner.request('a');
  await runner.close();
  void runner.request('a');
  await tick();
  expect(runs).toHaveLength(3);
});
