import type { MigrationInterface, QueryRunner } from 'typeorm';

class CreateGenerations1700000002000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE generations (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        api_id uuid NOT NULL REFERENCES apis ON DELETE CASCADE,
        state text NOT NULL,
        stage text,
        percent int NOT NULL,
        error_code text,
        error_detail text,
        project_name text,
        content_hash text,
        file_count int,
        created_at timestamptz(3) NOT NULL DEFAULT now(),
        ended_at timestamptz
      );
      CREATE INDEX generations_newest ON generations (created_at DESC, id DESC);
      CREATE INDEX generations_of_api ON generations (api_id);
      CREATE TABLE generation_archives (
        generation_id uuid PRIMARY KEY REFERENCES generations ON DELETE CASCADE,
        archive bytea NOT NULL
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE generation_archives; DROP TABLE generations');
  }
}

class AddMode1700000009001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query("ALTER TABLE generations ADD COLUMN mode text NOT NULL DEFAULT 'tools'");
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE generations DROP COLUMN mode');
  }
}

export const GENERATOR_MIGRATIONS = [CreateGenerations1700000002000, AddMode1700000009001];
