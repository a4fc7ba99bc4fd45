import type { UpstreamHealth } from '../data/deployment.entity.js';

/** What a server tells at `/healthz`. */
export interface UpstreamReport {
  readonly state: UpstreamHealth['state'];
  readonly checkedAt: string | null;
  readonly reason: string | null;
}

/** What was found out longer ago is no longer held for true, in milliseconds. */
const VALID_MS = 3_600_000;

/** What the servers of a deployment know together: the one whose word is newest is right. */
export function upstreamOf(
  before: UpstreamHealth | null,
  reports: readonly UpstreamReport[],
  now: Date,
): UpstreamHealth {
  const told = reports
    .filter(({ state, checkedAt }) => state !== 'unknown' && isValid(checkedAt, now))
    .toSorted((one, other) => timeOf(other) - timeOf(one))[0];
  const state = told?.state ?? 'unknown';
  const reason = told === undefined ? 'No call told of it in the last hour.' : told.reason;
  return { state, reason, since: before?.state === state ? before.since : now.toISOString() };
}

function isValid(checkedAt: string | null, now: Date): boolean {
  return checkedAt !== null && now.getTime() - Date.parse(checkedAt) < VALID_MS;
}

function timeOf({ checkedAt }: UpstreamReport): number {
  return Date.parse(checkedAt ?? '');
}
