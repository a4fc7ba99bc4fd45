import { expect, it } from 'vitest';
import { bucketOf, emptyBuckets, quantile } from './histogram.js';

function bucketsOf(...values: number[]): number[] {
  const buckets = emptyBuckets();
  for (const ms of values) buckets[bucketOf(ms)]! += 1;
  return buckets;
}

it('estimates within the bucket that holds the value', () => {
  const values = Array.from({ length: 100 }, (_, index) => index + 1);
  expect(quantile(bucketsOf(...values), 0.5)).toBe(50);
  expect(quantile(bucketsOf(...values), 0.95)).toBe(95);
});

it('knows nothing of nothing, and no more than its highest bound', () => {
  expect(quantile(emptyBuckets(), 0.5)).toBeNull();
  expect(quantile(bucketsOf(100_000), 0.95)).toBe(30_000);
  expect(quantile(bucketsOf(0.2), 0.95)).toBeLessThanOrEqual(1);
});
