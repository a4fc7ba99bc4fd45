import type { DataSourceOptions, MigrationInterface } from 'typeorm';
import { CreateSettings1700000000000 } from './settings.js';

/** What the features contribute: tables and the steps that make them, oldest first. */
export interface Schema {
  readonly entities: readonly (new () => object)[];
  readonly migrations: readonly (new () => MigrationInterface)[];
}

/** Options for either database; both are PostgreSQL, and the same migrations run on both. */
export function dataSourceOptions(url: string, schema: Schema): DataSourceOptions {
  return {
    type: 'postgres',
    url,
    entities: [...schema.entities],
    migrations: [CreateSettings1700000000000, ...schema.migrations],
    migrationsTableName: 'migrations',
    synchronize: false,
    // Nothing of an extension is needed: gen_random_uuid() is built in.
    installExtensions: false,
    uuidExtension: 'pgcrypto',
    extra: { max: 10, connectionTimeoutMillis: 10_000 },
  };
}
