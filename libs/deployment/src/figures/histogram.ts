/** Upper bounds of the buckets, in milliseconds; one more takes what is above all. */
export const BOUNDS: readonly number[] = [
  1, 2, 5, 10, 20, 35, 50, 75, 100, 150, 200, 300, 500, 750, 1_000, 1_500, 2_000, 3_000, 5_000, 10_000,
  30_000,
];

export function emptyBuckets(): number[] {
  return Array.from({ length: BOUNDS.length + 1 }, () => 0);
}

export function bucketOf(ms: number): number {
  const index = BOUNDS.findIndex((bound) => ms <= bound);
  return index < 0 ? BOUNDS.length : index;
}

/**
 * Estimated from the buckets, evenly within one; of what is above all bounds the highest bound.
 *
 * @param share From 0 to 1
 * @returns milliseconds; null where nothing was counted
 */
export function quantile(buckets: readonly number[], share: number): number | null {
  const total = buckets.reduce((sum, count) => sum + count, 0);
  if (total === 0) return null;
  let left = share * total;
  for (const [index, count] of buckets.entries()) {
    const upper = BOUNDS[index];
    if (upper === undefined) break;
    if (left <= count) {
      const lower = BOUNDS[index - 1] ?? 0;
      return Math.round((lower + ((upper - lower) * left) / Math.max(1, count)) * 10) / 10;
    }
    left -= count;
  }
  return BOUNDS.at(-1) ?? null;
}
