import type { DataSourceOptions, MixedList } from 'typeorm';

/** What the features contribute: tables and the steps that make them, oldest first. */
export interface Schema {
  readonly entities: readonly (new () => object)[];
  readonly migrations: MixedList<new () => object> & readonly unknown[];
}

/** Options for either database; both are PostgreSQL, and the same migrations run on both. */
export function dataSourceOptions(url: string, schema: Schema): DataSourceOptions {
  return {
    type: 'postgres',
    url,
    entities: [...schema.entities],
    migrations: schema.migrations as never,
    migrationsTableName: 'migrations',
    synchronize: false,
    // Nothing of an extension is needed: gen_random_uuid() is built in.
    installExtensions: false,
    uuidExtension: 'pgcrypto',
    extra: { max: 10, connectionTimeoutMillis: 10_000 },
  };
}
