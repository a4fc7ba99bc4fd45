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

/** Uploaded templates, which one a generation used, and what it changed. */
class KeepTemplates1700000010000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE templates (
        name text PRIMARY KEY,
        version text NOT NULL,
        description text NOT NULL,
        file_count int NOT NULL,
        content_hash text NOT NULL,
        archive bytea NOT NULL,
        created_at timestamptz(3) NOT NULL DEFAULT now()
      );
      ALTER TABLE generations
        ADD COLUMN template text NOT NULL DEFAULT 'node-server',
        ADD COLUMN deployable boolean NOT NULL DEFAULT true,
        ADD COLUMN previous_id uuid REFERENCES generations ON DELETE SET NULL,
        ADD COLUMN changes jsonb;
      ALTER TABLE generation_archives ADD COLUMN changes bytea`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE generation_archives DROP COLUMN changes;
      ALTER TABLE generations
        DROP COLUMN template, DROP COLUMN deployable, DROP COLUMN previous_id, DROP COLUMN changes;
      DROP TABLE templates`);
  }
}

/** What each project was made of and by. */
class RecordProvenance1763730000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE generations
      ADD COLUMN template_version text, ADD COLUMN description_hash text, ADD COLUMN generator_version text`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE generations
      DROP COLUMN template_version, DROP COLUMN description_hash, DROP COLUMN generator_version`);
  }
}

export const GENERATOR_MIGRATIONS = [
  CreateGenerations1700000002000,
  AddMode1700000009001,
  KeepTemplates1700000010000,
  RecordProvenance1763730000001,
];
