const FIRST_MS = 1_000;
const LONGEST_MS = 60_000;
/** Healthy for this long, a server's earlier crashes are forgotten, in milliseconds. */
export const STABLE_MS = 60_000;
/** From this many crashes in a row on it is said to be crash-looping. */
export const LOOPING_CRASHES = 3;

/** Pause before the start after so many crashes in a row, in milliseconds: none, 1 s, 2 s, 4 s … 60 s. */
export function pauseAfter(crashes: number): number {
  return crashes <= 1 ? 0 : Math.min(FIRST_MS * 2 ** (crashes - 2), LONGEST_MS);
}

/** Crashes in a row, with the one that just happened. */
export function crashesNow(
  { crashes, healthyAt }: { readonly crashes: number; readonly healthyAt: Date | null },
  now: number,
): number {
  const wasStable = healthyAt !== null && now - healthyAt.getTime() > STABLE_MS;
  return wasStable ? 1 : crashes + 1;
}
