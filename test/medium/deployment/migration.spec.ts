import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataSource, type MigrationInterface } from 'typeorm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { DEPLOYMENT_MIGRATIONS } from '#lib/deployment';
import { EmbeddedPostgres } from '#lib/platform';

let folder: string;
let postgres: EmbeddedPostgres;
let dataSource: DataSource;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'toolwright-migration-'));
  postgres = new EmbeddedPostgres(join(folder, 'postgres'));
  dataSource = await new DataSource({
    type: 'postgres',
    url: await postgres.start(),
    installExtensions: false,
    uuidExtension: 'pgcrypto',
  }).initialize();
});

afterAll(async () => {
  await dataSource?.destroy();
  await postgres?.stop();
  await rm(folder, { recursive: true, force: true });
});

const DEPLOYMENT = `INSERT INTO deployments (generation_id, name, desired, state, image, port, tools_expected, restarts,
   last_log, env, secrets, limits, restart_wanted, created_at)
 SELECT id, 'books', 'running', $1, $2, 41000, 10, 0, '["a line"]', '{"LOG_LEVEL":"debug"}', 'sealed',
   '{"memoryMb":256}', false, now() + $3::interval FROM generations RETURNING id`;

it('makes releases of the deployments there are, and keeps their settings', async () => {
  const [before, after] = DEPLOYMENT_MIGRATIONS.map((migration) => new migration()) as MigrationInterface[];
  const runner = dataSource.createQueryRunner();
  // Of these tables only the keys matter here.
  await runner.query('CREATE TABLE apis (id uuid PRIMARY KEY DEFAULT gen_random_uuid())');
  await runner.query(
    'CREATE TABLE generations (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), api_id uuid NOT NULL REFERENCES apis)',
  );
  await runner.query(
    'WITH api AS (INSERT INTO apis DEFAULT VALUES RETURNING id) INSERT INTO generations (api_id) SELECT id FROM api',
  );
  await before!.up(runner);
  const insert = async (...values: unknown[]) => (await runner.query(DEPLOYMENT, values))[0].id as string;
  const running = await insert('healthy', 'toolwright/books:1', '0 s');
  const failed = await insert('failed', null, '1 s');
  const waiting = await insert('queued', null, '2 s');
  await after!.up(runner);
  const rows: { id: string; slug: string; state: string; live: boolean; env: object; log: string[] }[] =
    await runner.query(
      `SELECT deployments.id, slug, releases.state, live_release_id = releases.id AS live, releases.env,
              releases.last_log AS log
         FROM deployments JOIN releases ON releases.deployment_id = deployments.id ORDER BY deployments.created_at`,
    );
  const kept = { env: { LOG_LEVEL: 'debug' }, log: ['a line'] };
  expect(rows).toEqual([
    { id: running, slug: 'books', state: 'live', live: true, ...kept },
    { id: failed, slug: `books-${failed.slice(0, 8)}`, state: 'failed', live: null, ...kept },
    { id: waiting, slug: `books-${waiting.slice(0, 8)}`, state: 'queued', live: null, ...kept },
  ]);
  await after!.down(runner);
  expect(await runner.query('SELECT name, port FROM deployments')).toHaveLength(3);
  await runner.release();
});
