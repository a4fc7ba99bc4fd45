import type { QueryRunner } from 'typeorm';
import { AppError } from '#lib/diagnostics';
import type { BackupContents } from './backup-format.js';
import { keptTables, migrationsOf, quoted } from './kept-tables.js';
import { checkBackup, readBackup } from './read-backup.js';
import type { BackupSource } from './write-backup.js';

/** Any number that nothing else locks. */
const LOCK = 7_266_504;
const BATCH_CHARACTERS = 1_000_000;
const BUSY: ReadonlySet<string> = new Set(['40P01', '40001', '55P03']);

export interface RestoreTarget extends Omit<BackupSource, 'hubVersion'> {
  /** What has to become of the rows before anybody sees them, in the same transaction. */
  readonly settle: readonly string[];
}

/**
 * Whether this file could be restored here; changes nothing.
 *
 * @throws AppError `backup-unusable`, `backup-incompatible`, `backup-key-wrong`
 */
export async function examineBackup(file: string, target: RestoreTarget): Promise<BackupContents> {
  const { migrations, ...contents } = await checkBackup(file, target.secrets);
  const runner = target.dataSource.createQueryRunner();
  try {
    checkSchema(migrations, await migrationsOf(runner));
  } finally {
    await runner.release();
  }
  return contents;
}

/**
 * Puts the backup's rows in the place of all that is there, in one transaction. The file is read to its end beforehand.
 *
 * @throws AppError as {@link examineBackup}; `state-conflict` when others hold the tables for too long
 */
export async function restoreBackup(file: string, target: RestoreTarget): Promise<BackupContents> {
  const contents = await examineBackup(file, target);
  const runner = target.dataSource.createQueryRunner();
  await runner.connect();
  try {
    await runner.startTransaction();
    await replaceAll(runner, file, target);
    await runner.commitTransaction();
    return contents;
  } catch (error) {
    if (runner.isTransactionActive) await runner.rollbackTransaction().catch(() => undefined);
    throw explained(error);
  } finally {
    await runner.release();
  }
}

async function replaceAll(runner: QueryRunner, file: string, target: RestoreTarget): Promise<void> {
  await runner.query("SET LOCAL lock_timeout = '20s'");
  await runner.query('SELECT pg_advisory_xact_lock($1)', [LOCK]);
  const tables = await keptTables(runner, target.passing);
  // With them goes what refers to them: sessions, servers, history.
  await runner.query(`TRUNCATE ${tables.map(quoted).join(', ')} CASCADE`);
  const constraints = await foreignKeys(runner, tables);
  for (const key of constraints) await runner.query(`${key} DEFERRABLE INITIALLY DEFERRED`);
  await insertAll(runner, file, target);
  await runner.query('SET CONSTRAINTS ALL IMMEDIATE');
  for (const key of constraints) await runner.query(`${key} NOT DEFERRABLE`);
  for (const statement of target.settle) await runner.query(statement);
}

async function insertAll(runner: QueryRunner, file: string, { secrets }: RestoreTarget): Promise<void> {
  let batch: string[] = [];
  let characters = 0;
  let table: string | undefined;
  const flush = async () => {
    if (table !== undefined && batch.length > 0) {
      const name = quoted(table);
      await runner.query(
        `INSERT INTO ${name} OVERRIDING SYSTEM VALUE SELECT * FROM json_populate_recordset(NULL::${name}, $1::json)`,
        [`[${batch.join(',')}]`],
      );
    }
    batch = [];
    characters = 0;
  };
  for await (const part of readBackup(file, secrets)) {
    if (part.kind === 'header') continue;
    if (part.kind === 'end' || part.table !== table || characters > BATCH_CHARACTERS) await flush();
    if (part.kind === 'end') return;
    table = part.table;
    batch.push(part.json);
    characters += part.json.length;
  }
}

/** Rows refer to each other, also within a table: whether they all fit is looked at when all are there. */
async function foreignKeys(runner: QueryRunner, tables: readonly string[]): Promise<string[]> {
  const rows: { table: string; name: string }[] = await runner.query(
    `SELECT relname AS table, conname AS name FROM pg_constraint JOIN pg_class ON pg_class.oid = conrelid
      WHERE contype = 'f' AND NOT condeferrable AND relnamespace = current_schema()::regnamespace AND relname = ANY($1)`,
    [tables],
  );
  return rows.map(({ table, name }) => `ALTER TABLE ${quoted(table)} ALTER CONSTRAINT ${quoted(name)}`);
}

function checkSchema(theirs: readonly string[], ours: readonly string[]): void {
  const known = new Set(ours);
  const isSame = theirs.length === ours.length && theirs.every((name) => known.has(name));
  if (isSame) return;
  const isNewer = theirs.some((name) => !known.has(name));
  throw new AppError('backup-incompatible', {
    detail: isNewer
      ? 'A newer hub made the file: this one lacks some of its tables.'
      : 'An older hub made the file: its tables have changed since.',
  });
}

function explained(error: unknown): unknown {
  if (!BUSY.has(String((error as { code?: unknown }).code))) return error;
  return new AppError('state-conflict', {
    detail: 'Others use the tables at this moment. Nothing was changed; try once more.',
    cause: error,
  });
}
