import type { MigrationInterface, QueryRunner } from 'typeorm';

class CreateApis1700000001000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE apis (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        slug text NOT NULL UNIQUE,
        title text NOT NULL,
        version text NOT NULL,
        format text NOT NULL,
        source_kind text NOT NULL,
        source_name text NOT NULL,
        source_hash text NOT NULL,
        operation_count int NOT NULL,
        tool_count int NOT NULL,
        skipped_count int NOT NULL,
        token_total int NOT NULL,
        created_at timestamptz(3) NOT NULL DEFAULT now()
      );
      CREATE INDEX apis_newest ON apis (created_at DESC, id DESC);
      CREATE TABLE api_documents (
        api_id uuid PRIMARY KEY REFERENCES apis ON DELETE CASCADE,
        description bytea NOT NULL,
        tools bytea NOT NULL,
        diagnostics bytea NOT NULL
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE api_documents; DROP TABLE apis');
  }
}

/** What a person changes about the tools, what is needed to make them again, and the report on them. */
class KeepCustomizations1700000001100 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE api_documents
        ADD COLUMN customization bytea,
        ADD COLUMN source bytea,
        ADD COLUMN report bytea`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'ALTER TABLE api_documents DROP COLUMN customization, DROP COLUMN source, DROP COLUMN report',
    );
  }
}

class AddTokensByMode1700000009000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE apis ADD COLUMN tokens_by_mode jsonb');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE apis DROP COLUMN tokens_by_mode');
  }
}

export const REGISTRATION_MIGRATIONS = [
  CreateApis1700000001000,
  KeepCustomizations1700000001100,
  AddTokensByMode1700000009000,
];
