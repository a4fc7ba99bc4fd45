import { describe, expect, it } from 'vitest';
import type { ToolDefinition } from '../format.js';
import { ArgumentValidator } from './validator.js';

const tool = {
  name: 'addPet',
  inputSchema: {
    type: 'object',
    properties: {
      id: { type: 'integer' },
      tag: { type: 'string' },
      alive: { type: 'boolean' },
      kind: { enum: ['cat', 'dog'] },
      body: { type: 'object', properties: { ages: { type: 'array', items: { type: 'number' } } } },
    },
    required: ['id'],
    additionalProperties: false,
  },
} as unknown as ToolDefinition;

describe('arguments', () => {
  it('take what was plainly meant, and leave what was given alone', async () => {
    const given = { id: '5', tag: '5', alive: 'true', body: '{"ages":["1",2]}' };
    expect(await new ArgumentValidator().check(tool, given)).toEqual({
      id: 5,
      tag: '5',
      alive: true,
      body: { ages: [1, 2] },
    });
    expect(given.id).toBe('5');
  });

  it.each([
    [{}, '"id" is required.'],
    [{ id: 'five' }, '"id" must be an integer, not the string "five".'],
    [{ id: 1, kind: 'cow' }, '"kind" must be one of "cat", "dog".'],
    [{ id: 1, tags: 'x' }, '"tags" is not known. Did you mean "tag"?'],
    [{ id: 1, body: { ages: [true] } }, '"body.ages[0]" must be a number, not the boolean true.'],
  ])('%j are refused with the place and the rule', async (args, message) => {
    await expect(new ArgumentValidator().check(tool, args)).rejects.toThrow(message);
  });
});
