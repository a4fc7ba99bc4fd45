import type { DeploymentState } from '../data/deployment-state.js';

/** A state from a moment on. */
export interface StateChange {
  readonly state: DeploymentState;
  readonly createdAt: Date;
}

/** In these a deployment is not meant to serve, so they count neither for it nor against it. */
const NOT_COUNTED: ReadonlySet<DeploymentState> = new Set([
  'paused',
  'stopping',
  'stopped',
  'expired',
  'deleting',
]);

/**
 * Share of the time, from 0 to 1, in which a deployment served while it was meant to; null where it never was. What
 * comes before its first release is healthy counts against it: nobody could call it.
 *
 * @param changes Oldest first
 */
export function uptime(changes: readonly StateChange[], from: Date, to: Date): number | null {
  let counted = 0;
  let healthy = 0;
  for (const [index, { state, createdAt }] of changes.entries()) {
    const begin = Math.max(createdAt.getTime(), from.getTime());
    const end = Math.min(changes[index + 1]?.createdAt.getTime() ?? to.getTime(), to.getTime());
    if (end <= begin || NOT_COUNTED.has(state)) continue;
    counted += end - begin;
    if (state === 'healthy') healthy += end - begin;
  }
  return counted === 0 ? null : healthy / counted;
}
