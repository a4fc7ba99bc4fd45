import type { Deployment } from '@/api/types';

/** States in which a server does not do what its owner wants. */
const UNWELL: ReadonlySet<string> = new Set(['unhealthy', 'crash-looping', 'failed', 'unknown']);

/** Why a server wants attention: its own state, a release that failed, or the API behind it. */
export type Ailment = 'state' | 'release' | 'upstream';

export function ailmentOf({ state, reason, upstream }: Deployment): Ailment | undefined {
  if (UNWELL.has(state)) return 'state';
  if (state === 'healthy' && reason !== null) return 'release';
  if (upstream.state === 'failing') return 'upstream';
  return undefined;
}
