import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Batch, Positions } from './line-buffer.js';
import { LOG_LEVELS, type LogLine } from './log-line.js';

/** Bytes of a row beside its text, with its places in two indexes. */
const ROW_BYTES = 120;

/** Another process writes lines now: what this one holds is read again by that one. */
export class WriterReplaced extends Error {
  override readonly name = 'WriterReplaced';
}

/** Writes lines and how far they were read in one step, so that neither is ever without the other. */
@Injectable()
export class LogStore {
  constructor(readonly dataSource: DataSource) {}

  /** From now on this writer alone may write what containers said; waits for a write under way. */
  async takeOver(writer: string): Promise<void> {
    await this.dataSource.query(
      `INSERT INTO log_writer (writer) VALUES ($1) ON CONFLICT (one) DO UPDATE SET writer = excluded.writer`,
      [writer],
    );
  }

  async positionsOf(container: string): Promise<Positions> {
    const rows: { stream: 'stdout' | 'stderr'; at: Date; lines: number }[] = await this.dataSource.query(
      'SELECT stream, at, lines FROM log_positions WHERE container = $1',
      [container],
    );
    return Object.fromEntries(rows.map(({ stream, at, lines }) => [stream, { at, lines }]));
  }

  /** @throws WriterReplaced */
  async write(writer: string, batches: readonly Batch[]): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      const held: unknown[] = await manager.query('SELECT 1 FROM log_writer WHERE writer = $1 FOR SHARE', [
        writer,
      ]);
      if (held.length === 0) throw new WriterReplaced();
      // One that is being deleted meanwhile takes its lines along, and must not take those of others.
      const ids = [...new Set(batches.map(({ origin }) => origin.deploymentId))];
      const known: { id: string }[] = await manager.query(
        'SELECT id FROM deployments WHERE id = ANY ($1::uuid[]) ORDER BY id FOR KEY SHARE',
        [ids],
      );
      const there = new Set(known.map(({ id }) => id));
      const kept = batches.filter(({ origin }) => there.has(origin.deploymentId));
      await insert(
        manager,
        kept.flatMap(({ origin, lines }) => lines.map((line) => ({ ...line, id: origin.deploymentId }))),
      );
      await place(manager, kept);
    });
  }

  /** Lines that no container wrote. */
  async add(deploymentId: string, lines: readonly LogLine[]): Promise<void> {
    await insert(
      this.dataSource.manager,
      lines.map((line) => ({ ...line, id: deploymentId })),
    );
  }

  /** Takes the oldest lines away until the rest fits. */
  async prune(deploymentId: string, keepBytes: number): Promise<void> {
    await this.dataSource.query(
      `DELETE FROM log_lines WHERE deployment_id = $1 AND id <= (
         SELECT max(id) FROM (
           SELECT id, sum(octet_length(text) + ${ROW_BYTES}) OVER (ORDER BY id DESC) AS bytes
             FROM log_lines WHERE deployment_id = $1) AS counted
          WHERE bytes > $2)`,
      [deploymentId, keepBytes],
    );
  }

  /** Deployments that have lines. */
  async deployments(): Promise<string[]> {
    const rows: { id: string }[] = await this.dataSource.query(
      'SELECT id FROM deployments WHERE EXISTS (SELECT 1 FROM log_lines WHERE deployment_id = deployments.id)',
    );
    return rows.map(({ id }) => id);
  }

  /** Positions of containers that are gone and whose names are never used again. */
  async forgetPositions(): Promise<void> {
    await this.dataSource.query(
      `DELETE FROM log_positions WHERE at < now() - interval '1 hour'
          AND NOT EXISTS (SELECT 1 FROM instances WHERE instances.container = log_positions.container)`,
    );
  }
}

export function sizeOf({ text }: LogLine): number {
  return Buffer.byteLength(text) + ROW_BYTES;
}

async function insert(manager: EntityManager, lines: readonly (LogLine & { id: string })[]): Promise<void> {
  if (lines.length === 0) return;
  await manager.query(
    `INSERT INTO log_lines (deployment_id, at, level, source, release, instance, text)
     SELECT * FROM unnest($1::uuid[], $2::timestamptz[], $3::smallint[], $4::text[], $5::int[], $6::smallint[],
       $7::text[])`,
    [
      lines.map(({ id }) => id),
      lines.map(({ at }) => at.toISOString()),
      lines.map(({ level }) => LOG_LEVELS.indexOf(level)),
      lines.map(({ source }) => source),
      lines.map(({ release }) => release),
      lines.map(({ instance }) => instance),
      lines.map(({ text }) => text),
    ],
  );
}

async function place(manager: EntityManager, batches: readonly Batch[]): Promise<void> {
  const rows = batches.flatMap(({ origin, positions }) =>
    Object.entries(positions).map(([stream, position]) => ({ ...origin, ...position, stream })),
  );
  if (rows.length === 0) return;
  await manager.query(
    `INSERT INTO log_positions (container, stream, deployment_id, at, lines)
     SELECT * FROM unnest($1::text[], $2::text[], $3::uuid[], $4::timestamptz[], $5::int[])
     ON CONFLICT (container, stream) DO UPDATE SET at = excluded.at, lines = excluded.lines`,
    [
      rows.map(({ container }) => container),
      rows.map(({ stream }) => stream),
      rows.map(({ deploymentId }) => deploymentId),
      rows.map(({ at }) => at.toISOString()),
      rows.map(({ lines }) => lines),
    ],
  );
}
