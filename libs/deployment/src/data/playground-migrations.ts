import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = [
  `CREATE TABLE playground_calls (
     id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
     deployment_id uuid NOT NULL REFERENCES deployments ON DELETE CASCADE,
     tool text NOT NULL, arguments text, is_error boolean NOT NULL, duration_ms int NOT NULL,
     created_at timestamptz(3) NOT NULL DEFAULT now())`,
  `CREATE INDEX playground_calls_newest ON playground_calls (deployment_id, created_at DESC)`,
  `CREATE TABLE playground_examples (
     id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
     deployment_id uuid NOT NULL REFERENCES deployments ON DELETE CASCADE,
     tool text NOT NULL, name text NOT NULL, arguments text NOT NULL,
     created_at timestamptz(3) NOT NULL DEFAULT now(), UNIQUE (deployment_id, tool, name))`,
];

/** Calls that people made by hand, and those that they kept. */
export class CreatePlayground1763730000020 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE playground_examples, playground_calls');
  }
}
