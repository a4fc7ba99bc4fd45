import type { MigrationInterface, QueryRunner } from 'typeorm';
import { CreatePlayground1763730000020 } from './playground-migrations.js';

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

/** Splits what a deployment wants from its versions, and these from the containers that serve them. */
class CreateReleases1700000012000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of RELEASES_UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of RELEASES_DOWN) await runner.query(statement);
  }
}

const RELEASES_UP = [
  `ALTER TABLE deployments
     ADD api_id uuid REFERENCES apis ON DELETE RESTRICT, ADD slug text, ADD live_release_id uuid,
     ADD revision int NOT NULL DEFAULT 1, ADD replicas int NOT NULL DEFAULT 1,
     ADD idle_minutes double precision, ADD paused_at timestamptz, ADD last_call_at timestamptz,
     ADD expires_at timestamptz, ADD expired_at timestamptz,
     ADD smoke_calls jsonb NOT NULL DEFAULT '[]', ADD reason_code text, ADD key_hash text`,
  `UPDATE deployments SET
     api_id = (SELECT api_id FROM generations WHERE generations.id = deployments.generation_id),
     slug = CASE WHEN EXISTS (SELECT 1 FROM deployments other WHERE other.name = deployments.name
                               AND (other.created_at, other.id) < (deployments.created_at, deployments.id))
            THEN name || '-' || left(id::text, 8) ELSE name END`,
  `ALTER TABLE deployments ALTER api_id SET NOT NULL, ALTER slug SET NOT NULL`,
  `CREATE UNIQUE INDEX deployments_slug ON deployments (slug)`,
  `CREATE INDEX deployments_of_api ON deployments (api_id)`,
  `CREATE TABLE releases (
     id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
     deployment_id uuid NOT NULL REFERENCES deployments ON DELETE CASCADE,
     number int NOT NULL, generation_id uuid NOT NULL REFERENCES generations ON DELETE RESTRICT,
     revision int NOT NULL, replicas int NOT NULL, env jsonb NOT NULL, secrets text NOT NULL,
     limits jsonb NOT NULL, smoke_calls jsonb NOT NULL, tools_expected int NOT NULL, tools_hash text,
     rollback_of int, image text, egress jsonb, state text NOT NULL, reason text, reason_code text,
     last_log jsonb NOT NULL, attempts int NOT NULL, retry_at timestamptz, build_ms int, start_ms int,
     created_at timestamptz(3) NOT NULL DEFAULT now(), live_at timestamptz, ended_at timestamptz,
     UNIQUE (deployment_id, number))`,
  `CREATE INDEX releases_of_generation ON releases (generation_id)`,
  `CREATE INDEX releases_of_image ON releases (image)`,
  `CREATE TABLE instances (
     id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
     deployment_id uuid NOT NULL REFERENCES deployments ON DELETE CASCADE,
     release_id uuid NOT NULL REFERENCES releases ON DELETE CASCADE,
     ordinal int NOT NULL, container text NOT NULL UNIQUE, address text, state text NOT NULL, reason text,
     restarts int NOT NULL, crashes int NOT NULL, restart_at timestamptz, healthy_at timestamptz,
     created_at timestamptz(3) NOT NULL DEFAULT now(), UNIQUE (release_id, ordinal))`,
  `CREATE INDEX instances_of_deployment ON instances (deployment_id)`,
  `CREATE TABLE health_events (
     id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
     deployment_id uuid NOT NULL REFERENCES deployments ON DELETE CASCADE,
     state text NOT NULL, reason text, created_at timestamptz(3) NOT NULL DEFAULT now())`,
  `CREATE INDEX health_events_newest ON health_events (deployment_id, created_at DESC)`,
  // Not worth a place in the write-ahead log: after a crash of the database nobody has calls.
  `CREATE UNLOGGED TABLE gateway_loads (
     process_id uuid NOT NULL, instance_id uuid NOT NULL, seen_at timestamptz NOT NULL,
     PRIMARY KEY (process_id, instance_id))`,
  // The image is looked for again at the next start: what the container reaches is noted then.
  `INSERT INTO releases (deployment_id, number, generation_id, revision, replicas, env, secrets, limits,
     smoke_calls, tools_expected, state, reason, last_log, attempts, created_at, live_at)
   SELECT id, 1, generation_id, 1, 1, env, secrets, limits, '[]', tools_expected,
     CASE WHEN state = 'failed' THEN 'failed' WHEN image IS NULL THEN 'queued' ELSE 'live' END,
     reason, last_log, 0, created_at, healthy_at FROM deployments`,
  `UPDATE deployments SET live_release_id = releases.id FROM releases
    WHERE releases.deployment_id = deployments.id AND releases.state = 'live'`,
  `ALTER TABLE deployments DROP image, DROP port, DROP endpoint, DROP restart_wanted`,
];

const RELEASES_DOWN = [
  `DROP TABLE gateway_loads, health_events, instances`,
  `ALTER TABLE deployments ADD image text, ADD port int NOT NULL DEFAULT 0, ADD endpoint text,
     ADD restart_wanted boolean NOT NULL DEFAULT false`,
  `ALTER TABLE deployments DROP api_id, DROP slug, DROP live_release_id, DROP revision, DROP replicas,
     DROP idle_minutes, DROP paused_at, DROP last_call_at, DROP expires_at, DROP expired_at,
     DROP smoke_calls, DROP reason_code, DROP key_hash`,
  `DROP TABLE releases`,
];

/** Lines that servers wrote, how far each was read, and what calls and servers took. */
class CreateRecords1763730000002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of RECORDS_UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'DROP TABLE upstream_events, usage_figures, call_figures, log_writer, log_positions, log_lines',
    );
    await runner.query('ALTER TABLE deployments DROP upstream');
  }
}

const RECORDS_UP = [
  `CREATE TABLE log_lines (
     deployment_id uuid NOT NULL REFERENCES deployments ON DELETE CASCADE,
     id bigint GENERATED ALWAYS AS IDENTITY, at timestamptz(3) NOT NULL,
     level smallint NOT NULL, source text NOT NULL, release int NOT NULL, instance smallint,
     text text NOT NULL, PRIMARY KEY (deployment_id, id))`,
  `CREATE INDEX log_lines_by_time ON log_lines (deployment_id, at DESC, id DESC)`,
  `CREATE TABLE log_positions (
     container text NOT NULL, stream text NOT NULL,
     deployment_id uuid NOT NULL REFERENCES deployments ON DELETE CASCADE,
     at timestamptz(3) NOT NULL, lines int NOT NULL, PRIMARY KEY (container, stream))`,
  `CREATE TABLE log_writer (one boolean PRIMARY KEY DEFAULT true CHECK (one), writer uuid NOT NULL)`,
  `CREATE TABLE call_figures (
     deployment_id uuid NOT NULL REFERENCES deployments ON DELETE CASCADE,
     at timestamptz NOT NULL, tool text NOT NULL, calls int NOT NULL, errors int NOT NULL,
     ms double precision NOT NULL, buckets int[] NOT NULL, PRIMARY KEY (deployment_id, at, tool))`,
  `CREATE TABLE usage_figures (
     deployment_id uuid NOT NULL REFERENCES deployments ON DELETE CASCADE,
     at timestamptz NOT NULL, samples int NOT NULL, cpu double precision NOT NULL, memory bigint NOT NULL,
     last_cpu double precision NOT NULL, last_memory bigint NOT NULL, sampled_at timestamptz NOT NULL,
     restarts int NOT NULL, servers int NOT NULL, PRIMARY KEY (deployment_id, at))`,
  `ALTER TABLE deployments ADD upstream jsonb`,
  `CREATE TABLE upstream_events (
     id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
     deployment_id uuid NOT NULL REFERENCES deployments ON DELETE CASCADE,
     state text NOT NULL, reason text, created_at timestamptz(3) NOT NULL DEFAULT now())`,
  `CREATE INDEX upstream_events_newest ON upstream_events (deployment_id, created_at DESC)`,
];

/** What images are made of, and what scanners found in them. */
class DescribeImages1763730000003 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE releases ADD provenance jsonb, ADD sbom text, ADD scan jsonb');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE releases DROP provenance, DROP sbom, DROP scan');
  }
}

export const DEPLOYMENT_MIGRATIONS = [
  CreateDeployments1700000003000,
  CreateReleases1700000012000,
  CreateRecords1763730000002,
  DescribeImages1763730000003,
  CreatePlayground1763730000020,
];
