import { randomBytes } from 'node:crypto';
import { Client } from 'pg';

/** A database of its own on the server that tests were given; gone again with `drop`. */
export async function createDatabase(): Promise<{ url: string; drop(): Promise<void> }> {
  const server = process.env['TOOLWRIGHT_TEST_DATABASE_URL'] ?? '';
  const name = `toolwright_test_${randomBytes(6).toString('hex')}`;
  await query(server, `CREATE DATABASE ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => query(server, `DROP DATABASE ${name} WITH (FORCE)`) };
}

async function query(url: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
