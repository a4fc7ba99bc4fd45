import { describe, expect, it } from 'vitest';
import type { ToolDefinition } from '../format.js';
import { SchemaCompiler } from '../schema-compiler.js';
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
  binding: {},
} as unknown as ToolDefinition;

const withVariants = {
  name: 'log',
  inputSchema: {
    type: 'object',
    properties: {
      body: { anyOf: [{ type: 'array', items: { $ref: '#/$defs/Line' } }, { type: 'string' }] },
      content_type: { enum: ['application/json', 'text/plain'] },
    },
    $defs: { Line: { type: 'object', required: ['text'] } },
  },
  binding: {
    body: {
      argument: 'body',
      contentTypeArgument: 'content_type',
      variants: [{ contentType: 'application/json' }, { contentType: 'text/plain' }],
    },
  },
} as unknown as ToolDefinition;

describe('arguments', () => {
  it('take what was plainly meant, and leave what was given alone', async () => {
    const given = { id: '5', tag: '5', alive: 'true', body: '{"ages":["1",2]}' };
    const { values } = await new ArgumentValidator(new SchemaCompiler()).check(tool, given);
    expect(values).toEqual({
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
    await expect(new ArgumentValidator(new SchemaCompiler()).check(tool, args)).rejects.toThrow(message);
  });

  it('tell the media type by the body where none is asked for', async () => {
    const validator = new ArgumentValidator(new SchemaCompiler());
    expect((await validator.check(withVariants, { body: 'a line' })).variant).toBe(1);
    expect((await validator.check(withVariants, { body: [{ text: 'a line' }] })).variant).toBe(0);
  });

  it('keep to the media type asked for as far as the body fits it', async () => {
    const validator = new ArgumentValidator(new SchemaCompiler());
    const variantFor = async (body: unknown, content_type: string) =>
      (await validator.check(withVariants, { body, content_type })).variant;
    expect(await variantFor('a line', 'text/plain')).toBe(1);
    expect(await variantFor('a line', 'application/json')).toBe(1);
    await expect(variantFor(5, 'text/plain')).rejects.toThrow('"body" must be');
  });
});
