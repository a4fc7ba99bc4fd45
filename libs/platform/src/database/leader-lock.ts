import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import type { DataSource } from 'typeorm';

/** Any numbers that nothing else locks: held by the one that leads, and shared by all that live. */
const LEAD = 7_266_502;
const ALIVE = 7_266_503;
const CAMPAIGN_MS = 1_000;
const HEARTBEAT_MS = 2_000;
const HEARTBEAT_TIMEOUT_MS = 2_000;

/**
 * Of the processes on one database, one leads: the one whose session holds an advisory lock. The session has a
 * connection of its own; when that is lost, so is the lead, and PostgreSQL gives it to another.
 */
export class LeaderLock {
  #client: Client | undefined;
  #leads = false;

  constructor(readonly databaseUrl: string) {}

  /**
   * Campaigns until the signal aborts, and calls back for each term. A term's signal aborts when the lead is lost
   * or the campaign ends; the lead is given up when the callback has returned.
   *
   * @param onRefused Called when another leads
   */
  async campaign(
    lead: (term: AbortSignal) => Promise<void>,
    stop: AbortSignal,
    onRefused: () => void,
  ): Promise<void> {
    while (!stop.aborted) {
      await this.#session(lead, stop, onRefused).catch(() => onRefused());
      await pause(CAMPAIGN_MS, stop);
    }
  }

  /** Whether this process leads now. */
  get leads(): boolean {
    return this.#leads;
  }

  /** Whether other processes campaign or lead on the same database. @throws Error without a session */
  async hasOthers(): Promise<boolean> {
    if (this.#client === undefined) throw new Error('There is no session.');
    const { rows } = await this.#client.query<{ alive: string }>(
      `SELECT count(*) AS alive FROM pg_locks
        WHERE locktype = 'advisory' AND objid = $1 AND mode = 'ShareLock' AND granted
          AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
      [ALIVE],
    );
    return Number(rows[0]?.alive ?? 0) > 1;
  }

  async #session(
    lead: (term: AbortSignal) => Promise<void>,
    stop: AbortSignal,
    onRefused: () => void,
  ): Promise<void> {
    const client = new Client({ connectionString: this.databaseUrl, keepAlive: true });
    const lost = new AbortController();
    client.on('error', () => lost.abort());
    client.on('end', () => lost.abort());
    const term = AbortSignal.any([lost.signal, stop]);
    try {
      await client.connect();
      this.#client = client;
      await client.query('SELECT pg_advisory_lock_shared($1)', [ALIVE]);
      while (!(await hasLead(client))) {
        onRefused();
        await pause(CAMPAIGN_MS, term);
        if (term.aborted) return;
      }
      const beating = beat(client, lost, stop);
      this.#leads = true;
      await lead(term);
      lost.abort();
      await beating;
    } finally {
      this.#leads = false;
      this.#client = undefined;
      await client.end().catch(() => undefined);
    }
  }
}

/** Of a hub's processes those that run servers or stand by to: how many there are, and whether one leads. */
export async function electorate(dataSource: DataSource): Promise<{ workers: number; hasLeader: boolean }> {
  const [row]: { alive: string; lead: string }[] = await dataSource.query(
    `SELECT count(*) FILTER (WHERE objid = $1 AND mode = 'ShareLock') AS alive,
        count(*) FILTER (WHERE objid = $2 AND mode = 'ExclusiveLock') AS lead
       FROM pg_locks WHERE locktype = 'advisory' AND granted
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
    [ALIVE, LEAD],
  );
  return { workers: Number(row?.alive ?? 0), hasLeader: Number(row?.lead ?? 0) > 0 };
}

async function hasLead(client: Client): Promise<boolean> {
  const { rows } = await client.query<{ lead: boolean }>('SELECT pg_try_advisory_lock($1) AS lead', [LEAD]);
  return rows[0]?.lead === true;
}

/** A connection whose other end is gone may look open for long: one that does not answer counts as lost. */
async function beat(client: Client, lost: AbortController, stop: AbortSignal): Promise<void> {
  const ended = AbortSignal.any([lost.signal, stop]);
  while (!ended.aborted) {
    const answered = client.query('SELECT 1').then(
      () => true,
      () => false,
    );
    const late = sleep(HEARTBEAT_TIMEOUT_MS, false, { ref: false });
    if (!(await Promise.race([answered, late]))) return lost.abort();
    await pause(HEARTBEAT_MS, ended);
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return sleep(ms, undefined, { signal }).catch(() => undefined);
}
