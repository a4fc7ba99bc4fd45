/** The known name with the fewest edits, when it is near enough to be a slip. */
export function nearest(name: string, known: readonly string[]): string | undefined {
  return nearNames(name, known)[0];
}

/** Known names that a wrong one may be a slip of, nearest first: few edits apart, whatever the case of letters. */
export function nearNames(name: string, known: readonly string[]): string[] {
  const farthest = Math.max(2, name.length / 3);
  return known
    .map((candidate) => ({ candidate, distance: edits(name.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ distance }) => distance <= farthest)
    .toSorted((a, b) => a.distance - b.distance)
    .map(({ candidate }) => candidate);
}

/** Levenshtein distance. */
function edits(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, change));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
