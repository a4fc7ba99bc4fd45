import { expect, it } from 'vitest';
import { withSection } from '../support/lab/command.js';
import { isMet, times, toTable } from '../support/lab/outcomes.js';

it('tells what met its target and what missed it', () => {
  const outcomes = [
    { driver: 'docker', what: 'failed calls', unit: '', value: 0, of: 1_234, atMost: 0 },
    { driver: 'docker', what: 'back', ...times([900, 2_100, 12_000]), atMost: 2_000 },
    { driver: 'docker', what: 'pace', unit: 'cycles/s', value: 1.25 },
    { driver: 'docker', what: 'cycles', unit: '', value: 24, atLeast: 25 },
  ];
  expect(outcomes.map(isMet)).toEqual([true, false, undefined, false]);
  const lines = toTable(outcomes).split('\n');
  expect(lines[2]).toBe('| docker | failed calls | 0 |  | 1234 | 0 | met |');
  expect(lines[3]).toBe('| docker | back | 2,100 ms | 900 to 12,000 | 3 | at most 2,000 ms | **missed** |');
  expect(lines[4]).toBe('| docker | pace | 1.3 cycles/s |  |  |  |  |');
});

it('replaces its own section of a document and nothing else', async () => {
  const text = '# Title\n\n<!-- soak:begin -->\n\nold\n\n<!-- soak:end -->\n\nAfter.\n';
  const once = await withSection(text, 'soak', 'new');
  expect(once).toBe('# Title\n\n<!-- soak:begin -->\n\nnew\n\n<!-- soak:end -->\n\nAfter.\n');
  expect(await withSection(once, 'soak', 'new')).toBe(once);
  await expect(withSection(text, 'chaos', 'new')).rejects.toThrowError(/lacks <!-- chaos:begin -->/);
});
