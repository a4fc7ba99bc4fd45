import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { AppError } from '#lib/diagnostics';
import { LOG_LEVELS, type LineLevel, type LineSource, type LogLine } from './log-line.js';

/** Which lines are wanted; all that is said holds together. */
export interface LogFilter {
  readonly since?: Date;
  readonly until?: Date;
  /** This level and graver ones. */
  readonly level?: LineLevel;
  /** Stands in the text, in upper or lower case. */
  readonly q?: string;
  readonly release?: number;
  readonly instance?: number;
  readonly source?: LineSource;
}

export interface KeptLine extends LogLine {
  /** Counts up in the order in which lines were collected. */
  readonly id: string;
}

export interface LogPage {
  /** Oldest first. */
  readonly lines: readonly KeptLine[];
  /** Leads to the lines before these; missing where there are none. */
  readonly nextCursor?: string;
}

const POLL_MS = 500;
const MOST_AT_ONCE = 500;

interface Row extends Omit<KeptLine, 'level'> {
  readonly level: number;
}

/** Finds collected lines, in whichever hub process. */
@Injectable()
export class LogReader {
  constructor(readonly dataSource: DataSource) {}

  /** The newest lines, or those before a cursor. @throws AppError `request-invalid` */
  async page(deploymentId: string, filter: LogFilter, limit: number, cursor?: string): Promise<LogPage> {
    const query = conditions(deploymentId, filter);
    if (cursor !== undefined) {
      const { at, id } = decode(cursor);
      query.add((one) => `(at, id) < (${one(at)}::timestamptz, ${one(id)}::bigint)`);
    }
    const rows = await this.#select(
      query,
      `ORDER BY log_lines.at DESC, log_lines.id DESC LIMIT ${limit + 1}`,
    );
    const lines = rows.slice(0, limit).toReversed();
    const [first] = lines;
    return rows.length > limit && first !== undefined ? { lines, nextCursor: encode(first) } : { lines };
  }

  /**
   * The last lines, then those that are collected from now on, until the signal aborts.
   *
   * @param after Id of the last line that is known already, in place of the last lines
   */
  async *follow(
    deploymentId: string,
    filter: LogFilter,
    { last, after, signal }: { last: number; after?: string; signal: AbortSignal },
  ): AsyncIterable<KeptLine> {
    let newest = after ?? (await this.#newest(deploymentId));
    if (after === undefined) yield* (await this.page(deploymentId, filter, last)).lines.filter(upTo(newest));
    while (!signal.aborted) {
      const query = conditions(deploymentId, filter);
      const from = newest;
      query.add((one) => `id > ${one(from)}::bigint`);
      // What does not pass the filter need not be looked at again.
      const seen = await this.#newest(deploymentId);
      const lines = await this.#select(query, `ORDER BY log_lines.id LIMIT ${MOST_AT_ONCE}`);
      yield* lines;
      const isAll = lines.length < MOST_AT_ONCE;
      newest = max(lines.at(-1)?.id ?? newest, isAll ? seen : newest);
      if (isAll) await sleep(POLL_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  async #newest(deploymentId: string): Promise<string> {
    const [row]: { id: string | null }[] = await this.dataSource.query(
      'SELECT max(id)::text AS id FROM log_lines WHERE deployment_id = $1',
      [deploymentId],
    );
    return row?.id ?? '0';
  }

  async #select({ where, values }: Conditions, rest: string): Promise<KeptLine[]> {
    const rows: Row[] = await this.dataSource.query(
      `SELECT id::text AS id, at, level, source, release, instance, text FROM log_lines
        WHERE ${where.join(' AND ')} ${rest}`,
      values,
    );
    return rows.map((row) => ({ ...row, level: LOG_LEVELS[row.level] ?? 'info' }));
  }
}

class Conditions {
  readonly where: string[] = [];
  readonly values: unknown[] = [];

  /** @param make Gets what makes a value a parameter */
  add(make: (one: (value: unknown) => string) => string): void {
    this.where.push(make((value) => `$${this.values.push(value)}`));
  }
}

function conditions(deploymentId: string, filter: LogFilter): Conditions {
  const query = new Conditions();
  query.add((one) => `deployment_id = ${one(deploymentId)}`);
  const { since, until, level, q } = filter;
  if (since !== undefined) query.add((one) => `at >= ${one(since)}`);
  if (until !== undefined) query.add((one) => `at < ${one(until)}`);
  if (level !== undefined) query.add((one) => `level >= ${one(LOG_LEVELS.indexOf(level))}`);
  if (q !== undefined) query.add((one) => `strpos(lower(text), lower(${one(q)})) > 0`);
  for (const name of ['release', 'instance', 'source'] as const)
    if (filter[name] !== undefined) query.add((one) => `${name} = ${one(filter[name])}`);
  return query;
}

function upTo(newest: string): (line: KeptLine) => boolean {
  return ({ id }) => BigInt(id) <= BigInt(newest);
}

function max(one: string, other: string): string {
  return BigInt(one) > BigInt(other) ? one : other;
}

function encode({ at, id }: KeptLine): string {
  return Buffer.from(`${at.toISOString()} ${id}`).toString('base64url');
}

function decode(cursor: string): { at: string; id: string } {
  const [at = '', id = ''] = Buffer.from(cursor, 'base64url').toString('utf8').split(' ');
  if (!Number.isNaN(Date.parse(at)) && /^\d{1,18}$/.test(id)) return { at, id };
  throw new AppError('request-invalid', { detail: 'The cursor is not one that an earlier answer gave.' });
}
