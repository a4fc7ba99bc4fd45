import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  BullJobQueue,
  EmbeddedPostgres,
  PgJobQueue,
  type Job,
  type JobQueue,
  type JobRun,
} from '#lib/platform';
import { requirement, titled } from '../../support/requirements.js';

const OPTIONS = { maxAttempts: 3, concurrency: 2 };
const DYING_WORKER = fileURLToPath(new URL('../../support/dying-worker.mjs', import.meta.url));
const redis = await requirement('redis');

for (const driver of ['embedded', 'bull'] as const) {
  const needs = driver === 'bull' ? redis : { available: true, reason: '' };

  describe.skipIf(!needs.available)(titled(`queue: ${driver}`, needs), () => {
    let postgres: EmbeddedPostgres | undefined;
    let folder: string;
    let address: string;
    let name = 0;
    const open: JobQueue[] = [];

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'toolwright-queue-'));
      if (driver === 'embedded') {
        postgres = new EmbeddedPostgres(join(folder, 'postgres'));
        address = await postgres.start();
      } else address = process.env['TOOLWRIGHT_TEST_REDIS_URL'] ?? '';
    });

    afterEach(async () => {
      for (const queue of open.splice(0)) await queue.close(500);
      name += 1;
    });

    afterAll(async () => {
      await postgres?.stop();
      await rm(folder, { recursive: true, force: true });
    });

    async function newQueue(): Promise<JobQueue> {
      const queue =
        driver === 'embedded'
          ? new PgJobQueue(address, OPTIONS)
          : new BullJobQueue(address, OPTIONS, `suite-${process.pid}-${name}`);
      await queue.open();
      open.push(queue);
      return queue;
    }

    it('runs every job once, and no more at a time than allowed', async () => {
      const queue = await newQueue();
      const runs = new Map<string, number>();
      let atOnce = 0;
      let most = 0;
      await queue.work(
        {
          generation: async ({ id }) => {
            most = Math.max(most, (atOnce += 1));
            await sleep(2);
            atOnce -= 1;
            runs.set(id, (runs.get(id) ?? 0) + 1);
          },
        },
        neverGivenUp,
      );
      await Promise.all(
        Array.from({ length: 60 }, (_, index) => queue.enqueue({ name: 'generation', id: `job-${index}` })),
      );
      await until(() => runs.size === 60);
      expect([...runs.values()].every((count) => count === 1)).toBe(true);
      expect(most).toBeLessThanOrEqual(OPTIONS.concurrency);
      expect(await queue.isReady()).toBe(true);
    });

    it('runs what is queued twice while it waits once, and what is queued while it runs once more', async () => {
      const queue = await newQueue();
      await queue.enqueue({ name: 'generation', id: 'twice' });
      await queue.enqueue({ name: 'generation', id: 'twice' });
      let runs = 0;
      let atOnce = 0;
      await queue.work(
        {
          generation: async () => {
            expect((atOnce += 1)).toBe(1);
            runs += 1;
            if (runs === 1) await queue.enqueue({ name: 'generation', id: 'twice' });
            await sleep(100);
            atOnce -= 1;
          },
        },
        neverGivenUp,
      );
      await until(() => runs === 2);
      await sleep(500);
      expect(runs).toBe(2);
    });

    it('tries again what fails, and gives up in the end with the reason', async () => {
      const queue = await newQueue();
      const attempts: JobRun[] = [];
      const givenUp: [Job, string][] = [];
      await queue.work(
        {
          generation: async (job) => {
            attempts.push(job);
            throw new Error(`boom ${job.attempt}`);
          },
        },
        async (job, reason) => void givenUp.push([job, reason]),
      );
      await queue.enqueue({ name: 'generation', id: 'bad' });
      await until(() => givenUp.length === 1, 30_000);
      expect(attempts.map(({ attempt, lastAttempt }) => [attempt, lastAttempt])).toEqual([
        [1, false],
        [2, false],
        [3, true],
      ]);
      expect(givenUp).toEqual([[{ name: 'generation', id: 'bad' }, expect.stringContaining('boom')]]);
    });

    it('runs a job again whose process was killed', async () => {
      const queue = await newQueue();
      await queue.enqueue({ name: 'generation', id: 'orphan' });
      const worker = spawn(
        process.execPath,
        [DYING_WORKER, driver, address, `suite-${process.pid}-${name}`],
        { stdio: ['ignore', 'pipe', 'inherit'] },
      );
      await new Promise<void>((resolve) => worker.stdout.once('data', () => resolve()));
      worker.kill('SIGKILL');
      const runs: JobRun[] = [];
      await queue.work({ generation: async (job) => void runs.push(job) }, neverGivenUp);
      await until(() => runs.length === 1, 30_000);
      expect(runs).toEqual([{ name: 'generation', id: 'orphan', attempt: 2, lastAttempt: false }]);
    });
  });
}

async function neverGivenUp(job: Job, reason: string): Promise<void> {
  throw new Error(`given up: ${job.id}: ${reason}`);
}

async function until(holds: () => boolean, timeoutMs = 15_000): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!holds()) {
    if (Date.now() > deadline) throw new Error('not in time');
    await sleep(20);
  }
}
