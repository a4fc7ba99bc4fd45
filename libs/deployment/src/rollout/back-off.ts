const FIRST_MS = 1_000;
const LONGEST_MS = 60_000;
/** Healthy for this long, a server's earlier crashes are forgotten, in milliseconds. */
export const STABLE_MS = 60_000;
/** The same for one that was killed: longer than it takes to be killed by the kernel for want of memory. */
const KILLED_STABLE_MS = 1_500;
/** From this many crashes in a row on it is said to be crash-looping. */
export const LOOPING_CRASHES = 3;

/** Pause before the start after so many crashes in a row, in milliseconds: none, 1 s, 2 s, 4 s … 60 s. */
export function pauseAfter(crashes: number): number {
  return crashes <= 1 ? 0 : Math.min(FIRST_MS * 2 ** (crashes - 2), LONGEST_MS);
}

/** What is known of a server's end. */
export interface ServerEnd {
  readonly crashes: number;
  readonly healthyAt: Date | null;
  /** Somebody else ended it: it was killed or its container removed, and not for want of memory. */
  readonly wasKilled: boolean;
}

/** Crashes in a row, with the one that just happened. */
export function crashesNow({ crashes, healthyAt, wasKilled }: ServerEnd, now: number): number {
  const healthyMs = healthyAt === null ? 0 : now - healthyAt.getTime();
  // Being killed is no fault of a server that was well, so it need not wait for its next start.
  if (healthyMs > STABLE_MS || (wasKilled && healthyMs > KILLED_STABLE_MS)) return 1;
  return crashes + 1;
}
