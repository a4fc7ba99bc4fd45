import { describe, expect, it } from 'vitest';
import { emptyDraft, faultsIn, faultsOf, plainValue, Unread } from './draft';
import type { Schema } from './schema';

const WORDS = { number: 'no number', json: 'no JSON', required: 'is missing' };
const schema: Schema = {
  type: 'object',
  required: ['name', 'owner'],
  properties: {
    name: { type: 'string' },
    age: { type: 'integer' },
    owner: { type: 'object', required: ['id'], properties: { id: { type: 'integer' }, note: {} } },
    tags: { type: 'array', items: { type: 'object', required: ['key'], properties: { key: {} } } },
  },
};

describe('what a form holds', () => {
  it('is sent without the fields that were never filled in', () => {
    const draft = { name: 'Rex', age: undefined, owner: { id: 0, note: undefined }, tags: [undefined, ''] };
    expect(plainValue(draft)).toEqual({ name: 'Rex', owner: { id: 0 }, tags: [null, ''] });
    expect(plainValue({ age: null, ok: false })).toEqual({ age: null, ok: false });
  });

  it('is sent whole, whatever its members are called', () => {
    const draft = JSON.parse('{"__proto__":{"x":1},"constructor":2}') as object;
    expect(JSON.stringify(plainValue(draft))).toBe('{"__proto__":{"x":1},"constructor":2}');
  });

  it('is faulty where something is missing or cannot be read, at its place', () => {
    const draft = { age: new Unread('1x', 'number'), owner: {}, tags: [{ key: 1 }, {}] };
    expect(faultsOf(draft, schema, WORDS)).toEqual({
      name: 'is missing',
      age: 'no number',
      'owner.id': 'is missing',
      'tags[1].key': 'is missing',
    });
    expect(faultsOf({ name: '', owner: { id: 0 } }, schema, WORDS)).toEqual({});
  });

  it('begins with the objects that have to be given', () => {
    expect(emptyDraft(schema, schema)).toEqual({ owner: {} });
    const loop: Schema = { type: 'object', required: ['next'], properties: { next: { $ref: '#' } } };
    expect(JSON.stringify(emptyDraft(loop, loop))).toContain('{"next":{}}');
  });
});

it("finds in a server's words which argument each is about", () => {
  const text =
    'Nothing was sent.\n"owner.id" must be an integer. "tags[0]" is required.\nThe "name" seems fine.';
  expect(faultsIn(text)).toEqual({
    'owner.id': '"owner.id" must be an integer.',
    'tags[0]': '"tags[0]" is required.',
  });
});
