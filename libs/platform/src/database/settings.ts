import type { DataSource, MigrationInterface, QueryRunner } from 'typeorm';

/** Small facts of one installation, kept by name. */
export class Settings {
  constructor(readonly dataSource: DataSource) {}

  async get(name: string): Promise<string | undefined> {
    const rows: { value: string }[] = await this.dataSource.query(
      'SELECT value FROM settings WHERE name = $1',
      [name],
    );
    return rows[0]?.value;
  }

  async set(name: string, value: string): Promise<void> {
    await this.dataSource.query(
      'INSERT INTO settings (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
      [name, value],
    );
  }

  async remove(name: string): Promise<void> {
    await this.dataSource.query('DELETE FROM settings WHERE name = $1', [name]);
  }

  /** The stored value, or the given one stored first; of two that ask at once both get the same. */
  async getOrSet(name: string, make: () => string): Promise<string> {
    await this.dataSource.query('INSERT INTO settings (name, value) VALUES ($1, $2) ON CONFLICT DO NOTHING', [
      name,
      make(),
    ]);
    return (await this.get(name)) ?? make();
  }
}

export class CreateSettings1700000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE TABLE settings (name text PRIMARY KEY, value text NOT NULL)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE settings');
  }
}
