import { describe, expect, it } from 'vitest';
import { withReachableBranches } from './one-of.js';

const kind = { type: 'string', enum: ['reboot', 'snapshot'] };
const named = (properties: object, required: string[] = []) => ({ type: 'object', properties, required });

describe('oneOf', () => {
  it('becomes anyOf where one branch takes all that another takes', () => {
    const oneOf = [named({ kind }, ['kind']), named({ kind, name: { type: 'string' } }, ['kind'])];
    expect(withReachableBranches({ oneOf } as never)).toEqual({ anyOf: oneOf });
  });

  it('becomes anyOf where scalars overlap', () => {
    const oneOf = [{ type: 'number' }, { type: 'integer', format: 'int32' }, { type: 'boolean' }];
    expect(withReachableBranches({ oneOf } as never)).toEqual({ anyOf: oneOf });
  });

  it.each([
    ['a required name apart', [named({ a: {} }, ['a']), named({ b: {} }, ['b'])]],
    [
      'a tag with other values',
      [named({ kind: { const: 'a' } }, ['kind']), named({ kind: { const: 'b' } }, ['kind'])],
    ],
    ['types', [{ type: 'string' }, { type: 'object', properties: {} }]],
    [
      'closed branches',
      [
        { ...named({ a: {} }), additionalProperties: false },
        { ...named({ b: {} }), additionalProperties: false },
      ],
    ],
  ])('stays where branches are told apart by %s', (_by, oneOf) => {
    expect(withReachableBranches({ oneOf } as never)).toEqual({ oneOf });
  });
});
