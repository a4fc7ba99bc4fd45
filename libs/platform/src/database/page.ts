import type { ObjectLiteral, SelectQueryBuilder } from 'typeorm';
import { AppError } from '#lib/diagnostics';

export interface PageRequest {
  /** 1 to 200. */
  readonly limit: number;
  /** From an earlier answer. */
  readonly cursor?: string;
}

export interface Page<T> {
  readonly items: T[];
  /** Missing on the last page. */
  readonly nextCursor?: string;
}

/**
 * Reads one page, newest first. The cursor is the place after the last row, so that rows that come or
 * go in between neither repeat nor hide others.
 *
 * @param query Over a table with `createdAt` and `id`
 */
export async function readPage<T extends ObjectLiteral & { createdAt: Date; id: string }>(
  query: SelectQueryBuilder<T>,
  { limit, cursor }: PageRequest,
): Promise<Page<T>> {
  const alias = query.alias;
  if (cursor !== undefined) {
    const { at, id } = decode(cursor);
    query.andWhere(`(${alias}.createdAt, ${alias}.id) < (:at::timestamptz, :id::uuid)`, { at, id });
  }
  query
    .orderBy(`${alias}.createdAt`, 'DESC')
    .addOrderBy(`${alias}.id`, 'DESC')
    .limit(limit + 1);
  const rows = await query.getMany();
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return rows.length > limit && last !== undefined ? { items, nextCursor: encode(last) } : { items };
}

function encode({ createdAt, id }: { createdAt: Date; id: string }): string {
  return Buffer.from(`${createdAt.toISOString()} ${id}`).toString('base64url');
}

function decode(cursor: string): { at: string; id: string } {
  const [at = '', id = ''] = Buffer.from(cursor, 'base64url').toString('utf8').split(' ');
  if (Number.isNaN(Date.parse(at)) || !/^[0-9a-f-]{36}$/.test(id)) {
    throw new AppError('request-invalid', { detail: 'The cursor is not one that an earlier answer gave.' });
  }
  return { at, id };
}
