import { describe, expect, it } from 'vitest';
import { Pages } from './pages.js';

const LARGE = 'x'.repeat(400_000);
const items = [1, 2, 3, 4, 5].map((id) => ({ id, text: LARGE }));

describe('Pages', () => {
  it('cuts a list below the size that clients take, the same for every caller and in any order', () => {
    const pages = new Pages(items);
    const last = pages.page('page-2');
    const first = pages.page(undefined);
    expect(first?.items.map(({ id }) => id)).toEqual([1, 2]);
    expect(first?.nextCursor).toBe('page-1');
    expect(pages.page('page-1')?.items.map(({ id }) => id)).toEqual([3, 4]);
    expect(last?.items.map(({ id }) => id)).toEqual([5]);
    expect(last).not.toHaveProperty('nextCursor');
    expect(pages.page('page-0')).toBe(first);
  });

  it('has the JSON of a page at hand', () => {
    const pages = new Pages(items);
    expect(JSON.parse(pages.page('page-1')?.text ?? '')).toEqual(items.slice(2, 4));
  });

  it('gives an item that is larger than a page one of its own', () => {
    const huge = 'y'.repeat(1_000_000);
    const pages = new Pages([huge, 'z', huge]);
    expect([undefined, 'page-1', 'page-2'].map((cursor) => pages.page(cursor)?.items.length)).toEqual([
      1, 1, 1,
    ]);
  });

  it('has one page of nothing, and none that it did not name', () => {
    const empty = new Pages([]);
    expect(empty.page(undefined)).toEqual({ items: [], text: '[]' });
    for (const cursor of ['page-1', 'page-999999', 'page--1', 'page-1.5', '', 'x'])
      expect(empty.page(cursor)).toBeUndefined();
  });
});
