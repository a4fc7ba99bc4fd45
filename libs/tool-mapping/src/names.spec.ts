import { describe, expect, it } from 'vitest';
import type { Operation } from '#lib/api-description';
import { nameTools } from './names.js';

const operation = (method: string, path: string, operationId?: string) =>
  ({
    id: `${method} ${path}`,
    method,
    path,
    ...(operationId === undefined ? {} : { operationId }),
  }) as Operation;

describe('tool names', () => {
  it.each([
    ['getPet', 'getPet'],
    ['repos/list-for-org', 'repos_list-for-org'],
    ['pets.read all', 'pets_read_all'],
    ['2fa', '_2fa'],
    [undefined, 'get_pets_id'],
    ['読む', 'get_pets_id'],
  ])('are made of the operationId %j', (operationId, name) => {
    const one = operation('GET', '/pets/{id}', operationId);
    expect(nameTools([one], 40).get(one.id)).toBe(name);
  });

  it('are cut with a hash of the operation, which other operations do not change', () => {
    const long = operation('GET', '/a', 'a'.repeat(80));
    const alone = nameTools([long], 40).get(long.id);
    expect(alone).toMatch(/^a{33}_[0-9a-f]{6}$/);
    expect(nameTools([long, operation('GET', '/b', 'b')], 40).get(long.id)).toBe(alone);
  });

  it('tell apart what differs in case only', () => {
    const names = [
      ...nameTools([operation('GET', '/a', 'Read'), operation('GET', '/b', 'read')], 40).values(),
    ];
    expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(2);
  });

  it('are never longer than clients take', () => {
    const long = operation('GET', '/a', 'x'.repeat(200));
    expect(nameTools([long], 200).get(long.id)?.length).toBe(52);
  });
});
