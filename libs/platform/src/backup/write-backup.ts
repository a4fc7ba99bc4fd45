import { createHash } from 'node:crypto';
import type { DataSource, QueryRunner } from 'typeorm';
import type { SecretBox } from '../crypto/secret-box.js';
import { BACKUP_FORMAT, BACKUP_VERSION, KEY_PROOF, type BackupHeader } from './backup-format.js';
import { keptTables, migrationsOf, quoted } from './kept-tables.js';

/** Rows may hold whole descriptions and archives. */
const ROWS_AT_ONCE = 20;

export interface BackupSource {
  readonly dataSource: DataSource;
  readonly secrets: SecretBox;
  /** Tables that a backup leaves out. */
  readonly passing: ReadonlySet<string>;
  readonly hubVersion: string;
}

/** The lines of a backup, each with its line feed, of one moment: what changes meanwhile is not in it. */
export async function* backupLines(source: BackupSource): AsyncGenerator<string> {
  const runner = source.dataSource.createQueryRunner();
  await runner.connect();
  try {
    await runner.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    const hash = createHash('sha256');
    const rows: Record<string, number> = {};
    for await (const line of tableLines(runner, source, rows)) {
      const text = `${line}\n`;
      hash.update(text);
      yield text;
    }
    const sha256 = hash.digest('hex');
    yield `${JSON.stringify(['end', { rows, sha256, seal: source.secrets.seal(sha256) }])}\n`;
  } finally {
    await runner.query('ROLLBACK').catch(() => undefined);
    await runner.release();
  }
}

async function* tableLines(
  runner: QueryRunner,
  { secrets, passing, hubVersion }: BackupSource,
  counts: Record<string, number>,
): AsyncGenerator<string> {
  const header: BackupHeader = {
    format: BACKUP_FORMAT,
    version: BACKUP_VERSION,
    createdAt: new Date().toISOString(),
    hubVersion,
    migrations: await migrationsOf(runner),
    key: secrets.seal(KEY_PROOF),
  };
  yield JSON.stringify(['header', header]);
  for (const table of await keptTables(runner, passing)) {
    yield JSON.stringify(['table', table]);
    counts[table] = 0;
    for await (const row of rowsOf(runner, table)) {
      counts[table] += 1;
      yield row;
    }
  }
}

/** PostgreSQL escapes line feeds within strings. */
async function* rowsOf(runner: QueryRunner, table: string): AsyncGenerator<string> {
  await runner.query(
    `DECLARE backup_rows NO SCROLL CURSOR FOR SELECT row_to_json(kept)::text AS row FROM ${quoted(table)} AS kept`,
  );
  for (;;) {
    const rows: { row: string }[] = await runner.query(`FETCH ${ROWS_AT_ONCE} FROM backup_rows`);
    for (const { row } of rows) yield row;
    if (rows.length < ROWS_AT_ONCE) break;
  }
  await runner.query('CLOSE backup_rows');
}
