import { describe, expect, it } from 'vitest';
import type { ObjectSchema, ToolDefinition } from '../../format.js';
import { tool } from '../../../../../test/support/tool-sets.js';
import { ApiNames } from './api-names.js';
import { signatureOf } from './signature.js';

function withInput(properties: Record<string, unknown>, more: object = {}): ToolDefinition {
  return { ...tool('add_pet', 'POST', '/pets'), inputSchema: { type: 'object', properties, ...more } };
}

function argsOf(properties: Record<string, unknown>, more: object = {}, longest = 500): string {
  const signature = signatureOf(withInput(properties, more), 'api.add_pet', longest);
  return /args\??: (.*)\): Promise<unknown>;$/.exec(signature)?.[1] ?? signature;
}

describe('signatureOf', () => {
  it('writes a comment, the arguments and the result', () => {
    const outputSchema: ObjectSchema = {
      type: 'object',
      properties: {
        result: { type: 'array', items: { type: 'object', properties: { id: { type: 'integer' } } } },
      },
    };
    const definition = {
      ...tool('get-pet', 'GET', '/pets/{id}'),
      description: 'Gets it */ alert. More.',
      outputSchema,
    };
    expect(signatureOf(definition, 'api.get_pet', 500)).toBe(
      '/** Gets it * / alert. GET /pets/{id} */\napi.get_pet(args: { id: string }): Promise<{ id?: number }[]>;',
    );
    expect(signatureOf(tool('list', 'GET', '/pets'), 'api.list', 500)).toContain(
      'api.list(): Promise<unknown>;',
    );
  });

  it('writes the types of JSON Schema', () => {
    const pet = {
      type: 'object',
      properties: { 'tag-name': { type: ['string', 'null'] }, more: { $ref: '#/$defs/Pet' } },
    };
    expect(
      argsOf(
        {
          kind: { enum: ['cat', 'dog', 3] },
          only: { const: 'x' },
          any: true,
          list: { type: 'array', items: { anyOf: [{ type: 'string' }, { type: 'integer' }] } },
          map: { type: 'object', additionalProperties: { type: 'boolean' } },
          both: {
            allOf: [
              { $ref: '#/$defs/Tag' },
              { type: 'object', properties: { n: { type: 'number' } }, required: ['n'] },
            ],
          },
        },
        { required: ['kind'], $defs: { Tag: { type: 'string' } } },
      ),
    ).toBe(
      '{ kind: "cat" | "dog" | 3; only?: "x"; any?: unknown; list?: (string | number)[]; map?: Record<string, boolean>; both?: string & { n: number } }',
    );
    expect(argsOf({ pet: { $ref: '#/$defs/Pet' } }, { $defs: { Pet: pet } }, 90)).toBe(
      '{ pet?: { "tag-name"?: string | null; more?: { /* … */ } } }',
    );
  });

  it('shortens what is too long', () => {
    const wide = Object.fromEntries(
      Array.from({ length: 300 }, (_, index) => [`member_${index}`, { type: 'string' }]),
    );
    expect(argsOf({ body: { type: 'object', properties: wide } })).toBe('{ body?: { /* … */ } }');
    expect(argsOf(wide)).toBe('{ /* … */ }');
  });
});

describe('ApiNames', () => {
  it('gives every tool a name of its own that code can write', () => {
    const tools = [
      tool('get-pet', 'GET', '/a'),
      tool('get_pet', 'GET', '/b'),
      tool('list-pets', 'GET', '/c'),
    ];
    const names = new ApiNames(tools);
    expect(tools.map((one) => names.callee(one))).toEqual(['api["get-pet"]', 'api.get_pet', 'api.list_pets']);
    expect(names.get('get-pet')).toBe(tools[0]);
    expect(names.get('get_pet')).toBe(tools[1]);
    expect(names.get('list_pets')).toBe(tools[2]);
  });
});
