import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { KeyedLock } from './keyed-lock.js';

it('runs tasks of one key in turn, also after one that failed, and those of others meanwhile', async () => {
  const lock = new KeyedLock();
  const seen: string[] = [];
  const task = (name: string) => async () => {
    seen.push(`${name} begins`);
    await sleep(5);
    seen.push(`${name} ends`);
    if (name === 'a1') throw new Error('a1 fails');
    return name;
  };
  const outcomes = await Promise.allSettled([
    lock.run('a', task('a1')),
    lock.run('a', task('a2')),
    lock.run('b', task('b')),
    lock.run('a', task('a3')),
  ]);
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled', 'fulfilled']);
  expect(seen.filter((text) => text.startsWith('a'))).toEqual([
    'a1 begins',
    'a1 ends',
    'a2 begins',
    'a2 ends',
    'a3 begins',
    'a3 ends',
  ]);
  expect(seen.indexOf('b begins')).toBeLessThan(seen.indexOf('a2 begins'));
});
