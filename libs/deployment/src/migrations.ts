import type { MigrationInterface, QueryRunner } from 'typeorm';

class CreateDeployments1700000003000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE deployments (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        generation_id uuid NOT NULL REFERENCES generations ON DELETE RESTRICT,
        name text NOT NULL,
        desired text NOT NULL,
        state text NOT NULL,
        reason text,
        runtime text,
        runtime_reason text,
        image text,
        port int NOT NULL,
        endpoint text,
        tools_expected int NOT NULL,
        tools_seen int,
        restarts int NOT NULL,
        last_log jsonb NOT NULL,
        env jsonb NOT NULL,
        secrets text NOT NULL,
        limits jsonb NOT NULL,
        restart_wanted boolean NOT NULL,
        created_at timestamptz(3) NOT NULL DEFAULT now(),
        healthy_at timestamptz
      );
      CREATE INDEX deployments_newest ON deployments (created_at DESC, id DESC);
      CREATE INDEX deployments_of_generation ON deployments (generation_id)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE deployments');
  }
}

export const DEPLOYMENT_MIGRATIONS = [CreateDeployments1700000003000];
