import { setTimeout as sleep } from 'node:timers/promises';
import type { Lab } from '../support/lab/lab.js';
import { processList } from '../support/lab/census.js';
import { times, type Outcome } from '../support/lab/outcomes.js';
import { callPetAt } from '../support/lab/steady-clients.js';

const AT_ONCE = 50;
const POLL_MS = 5;

/** First calls to a deployment that was paused for want of calls: how long one takes, and what fifty at once start. */
export async function idleWake(lab: Lab, rounds: number): Promise<Outcome[]> {
  const { id, endpoint } = await lab.deploy({ idleMinutes: 1 });
  const { driver } = lab;
  const first: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    await idle(lab, id);
    const started = performance.now();
    await callPetAt(endpoint);
    first.push(performance.now() - started);
    await lab.untilState(id, 'healthy');
  }
  await idle(lab, id);
  const watch = watchServers(lab);
  const outcomes = await Promise.allSettled(Array.from({ length: AT_ONCE }, () => callPetAt(endpoint)));
  await lab.untilState(id, 'healthy');
  const started = await watch.stop();
  const failed = outcomes.flatMap((one) => (one.status === 'rejected' ? [String(one.reason)] : []));
  await lab.delete(id);
  const many = `of ${AT_ONCE} first calls at once failed`;
  return [
    { driver, what: 'first call after a pause', ...times(first), atMost: 2_000 },
    { driver, what: many, unit: '', value: failed.length, of: AT_ONCE, atMost: 0, notes: failed.slice(0, 5) },
    {
      driver,
      what: `servers started by ${AT_ONCE} first calls beyond the one`,
      unit: '',
      value: Math.abs(started.length - 1),
      atMost: 0,
      notes: started.length === 1 ? [] : started,
    },
  ];
}

/** Has an hour without calls pass, as far as the hub knows, and returns when nothing of it runs. */
async function idle(lab: Lab, id: string): Promise<void> {
  // What was called last is still written down for a moment.
  await sleep(1_000);
  const ago = "now() - interval '1 hour'";
  await lab.query(
    `UPDATE deployments SET last_call_at = ${ago}, healthy_at = ${ago}, created_at = ${ago} WHERE id = $1`,
    [id],
  );
  await lab.untilState(id, 'paused');
  while ((await lab.query('SELECT 1 FROM instances WHERE deployment_id = $1', [id])).length > 0)
    await sleep(50);
}

/** Everything that was started from now on: what the engine tells, or processes that the hub brings up. */
function watchServers(lab: Lab): { stop(): Promise<string[]> } {
  const { docker } = lab;
  if (docker === undefined) return watchProcesses(lab.hub.pid);
  const since = Math.floor(Date.now() / 1_000);
  return {
    stop: async () => {
      const until = Math.ceil(Date.now() / 1_000);
      const filters = JSON.stringify({ type: ['container'], event: ['start'] });
      const stream = await docker.getEvents({ since, until, filters: filters as never });
      let text = '';
      for await (const chunk of stream) text += String(chunk);
      return text.split('\n').filter((line) => line !== '');
    },
  };
}

function watchProcesses(hub: number): { stop(): Promise<string[]> } {
  const seen = new Map<number, string>();
  const stopping = new AbortController();
  const watching = (async () => {
    while (!stopping.signal.aborted) {
      for (const { pid, parent, command } of processList())
        if (parent === hub && command.includes('--http')) seen.set(pid, command);
      await sleep(POLL_MS);
    }
  })();
  return {
    stop: async () => {
      stopping.abort();
      await watching;
      return [...seen.values()];
    },
  };
}
