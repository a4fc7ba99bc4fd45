/**
 * What rows of deployments become that come from a backup: nothing of them runs here, no image of theirs is known to be
 * here, and what was half-way begins again. The leader does the rest.
 */
export const SETTLE_RESTORED: readonly string[] = [
  `UPDATE releases SET image = NULL, egress = NULL`,
  `UPDATE releases SET state = 'retired', ended_at = coalesce(ended_at, now()) WHERE state = 'draining'`,
  `UPDATE releases SET state = 'queued', retry_at = NULL WHERE state IN ('building', 'starting')`,
  `UPDATE deployments SET upstream = NULL, tools_seen = NULL, last_log = '[]'`,
  `UPDATE deployments SET state = 'starting', reason = NULL, reason_code = NULL
    WHERE desired = 'running' AND paused_at IS NULL AND live_release_id IS NOT NULL`,
];
