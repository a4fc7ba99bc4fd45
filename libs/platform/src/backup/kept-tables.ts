import type { QueryRunner } from 'typeorm';

/** Tables of the hub that a backup holds: all but those that are named as passing. */
export async function keptTables(runner: QueryRunner, passing: ReadonlySet<string>): Promise<string[]> {
  const rows: { name: string }[] = await runner.query(
    `SELECT tablename AS name FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename`,
  );
  return rows.map(({ name }) => name).filter((name) => name !== 'migrations' && !passing.has(name));
}

/** Oldest first. */
export async function migrationsOf(runner: QueryRunner): Promise<string[]> {
  const rows: { name: string }[] = await runner.query('SELECT name FROM migrations ORDER BY id');
  return rows.map(({ name }) => name);
}

export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
