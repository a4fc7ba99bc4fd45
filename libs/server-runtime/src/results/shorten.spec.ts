import { describe, expect, it } from 'vitest';
import { shorten } from './shorten.js';

const rows = Array.from({ length: 300 }, (_, id) => ({ id, name: `row ${id}` }));

describe('long answers', () => {
  it('stay as they are within the limit', () => {
    expect(shorten(rows, 100_000)).toEqual({ value: rows, cuts: [] });
  });

  it('lose the ends of their lists, and say how much', () => {
    const { value, cuts } = shorten({ total: 300, rows }, 1_000);
    const kept = (value as { rows: unknown[] }).rows;
    expect(value).toMatchObject({ total: 300 });
    expect(kept).toEqual(rows.slice(0, kept.length));
    expect(kept.length).toBeGreaterThan(20);
    expect(cuts).toEqual([`"rows": the first ${kept.length} of 300`]);
    expect(JSON.stringify(value).length).toBeLessThanOrEqual(1_000);
  });

  it('lose the ends of their texts', () => {
    const { value, cuts } = shorten([{ text: 'x'.repeat(5_000), id: 1 }], 500);
    expect(JSON.stringify(value).length).toBeLessThanOrEqual(500);
    expect(value).toMatchObject([{ id: 1 }]);
    expect(cuts[0]).toMatch(/^"\[0\]\.text": the first \d+ of 5000 characters$/);
  });
});
