import { describe, expect, it } from 'vitest';
import type { ToolDefinition } from '#lib/server-runtime';
import { toolChanges } from '#lib/tool-mapping';
import { tool } from '../../../../test/support/tool-sets.js';

type Schema = Readonly<Record<string, unknown>>;

function taking(properties: Schema, more: Schema = {}): ToolDefinition {
  const inputSchema = { type: 'object' as const, properties, additionalProperties: false, ...more };
  return { ...tool('list_pets', 'GET', '/pets'), inputSchema };
}

/** The reasons of the one tool that changed, a breaking one marked by `!`. */
function reasonsOf(before: ToolDefinition, after: ToolDefinition): string[] {
  const { breaking, changed } = toolChanges([before], [after]);
  const reasons = changed.flatMap((change) => change.reasons);
  expect(breaking).toBe(reasons.some((reason) => reason.breaking));
  return reasons.map((reason) => `${reason.breaking ? '! ' : ''}${reason.text}`);
}

const field = (before: unknown, after: unknown) => reasonsOf(taking({ a: before }), taking({ a: after }));

describe('changes of a tool list', () => {
  const [a, b, c] = [tool('a', 'GET', '/a'), tool('b', 'GET', '/b'), tool('c', 'GET', '/c')];

  it('are told by operation, each as breaking or not with its reason', () => {
    const changes = toolChanges([a, b], [{ ...a, name: 'alpha', description: 'Other.' }, c]);
    expect(changes).toEqual({
      breaking: true,
      added: [
        {
          name: 'c',
          operation: 'GET /c',
          breaking: false,
          reasons: [{ breaking: false, text: 'The tool is new.' }],
        },
      ],
      removed: [
        {
          name: 'b',
          operation: 'GET /b',
          breaking: true,
          reasons: [{ breaking: true, text: 'The tool is gone.' }],
        },
      ],
      renamed: [
        {
          operation: 'GET /a',
          from: 'a',
          to: 'alpha',
          breaking: true,
          reasons: [{ breaking: true, text: 'A client that calls a finds no such tool.' }],
        },
      ],
      changed: [
        {
          name: 'alpha',
          operation: 'GET /a',
          breaking: false,
          reasons: [{ breaking: false, text: 'Its description reads differently.' }],
          members: ['description'],
        },
      ],
    });
  });

  it('are none between equal lists, and not breaking where tools only come', () => {
    const none = { breaking: false, added: [], removed: [], renamed: [], changed: [] };
    expect(toolChanges([a, b], [a, b])).toEqual(none);
    expect(toolChanges([a], [a, b])).toMatchObject({ breaking: false, added: [{ name: 'b' }] });
  });

  it('see a tool whose operation moved under its name', () => {
    const changes = toolChanges([a], [{ ...tool('a', 'GET', '/moved') }]);
    expect(changes).toMatchObject({ breaking: false, added: [], removed: [] });
    expect(changes.changed[0]?.members).toEqual(['operation', 'description', 'binding']);
    expect(changes.changed[0]?.reasons[0]?.text).toBe('It calls GET /moved in place of GET /a.');
  });

  it.each<[string, ToolDefinition, ToolDefinition, string[]]>([
    ['removed', taking({ a: {} }), taking({}), ['! The argument a is gone.']],
    ['new and optional', taking({}), taking({ a: {} }), ['The optional argument a is new.']],
    [
      'new and required',
      taking({}),
      taking({ a: {} }, { required: ['a'] }),
      ['! The argument a is required now.'],
    ],
    [
      'newly required',
      taking({ a: {} }),
      taking({ a: {} }, { required: ['a'] }),
      ['! The argument a is required now.'],
    ],
    [
      'no longer required',
      taking({ a: {} }, { required: ['a'] }),
      taking({ a: {} }),
      ['The argument a is no longer required.'],
    ],
    [
      'closed to others',
      taking({}, { additionalProperties: true }),
      taking({}),
      ['! It takes nothing besides what is listed now.'],
    ],
  ])('judge an argument that is %s', (_how, before, after, reasons) => {
    expect(reasonsOf(before, after)).toEqual(reasons);
  });

  it.each<[unknown, unknown, string[]]>([
    [{ type: 'number' }, { type: 'integer' }, ['! The argument a no longer takes number.']],
    [{ type: 'integer' }, { type: 'number' }, ['The argument a takes more types.']],
    [{ type: ['string', 'null'] }, { type: 'string' }, ['! The argument a no longer takes null.']],
    [{}, { type: 'string' }, ['! The argument a no longer takes any other type.']],
    [{ type: 'string' }, {}, ['What is said about its arguments reads differently.']],
    [
      { enum: ['x', 'y'] },
      { enum: ['y', 'z'] },
      ['! The argument a no longer takes "x".', 'The argument a takes "z", too.'],
    ],
    [{ type: 'string' }, { type: 'string', enum: ['x'] }, ['! The argument a takes only "x" now.']],
    [{ maximum: 10 }, { maximum: 5 }, ['! The argument a takes less: maximum is 5 now.']],
    [{ maximum: 5 }, { maximum: 10 }, ['What is said about its arguments reads differently.']],
    [{ minLength: 1 }, { minLength: 2 }, ['! The argument a takes less: minLength is 2 now.']],
    [{}, { minLength: 0 }, ['What is said about its arguments reads differently.']],
    [{}, { pattern: '^a' }, ['! The argument a takes less: pattern is "^a" now.']],
    [
      { description: 'One.' },
      { description: 'Two.' },
      ['What is said about its arguments reads differently.'],
    ],
    [
      { items: { type: 'number' } },
      { items: { type: 'integer' } },
      ['! The argument a[] no longer takes number.'],
    ],
    [
      { properties: { b: { type: 'string' } } },
      { properties: { b: { type: 'boolean' } } },
      ['! The argument a.b no longer takes string.'],
    ],
    [
      { oneOf: [{ type: 'string' }, { type: 'integer' }] },
      { oneOf: [{ type: 'number' }, { type: 'string' }, { type: 'null' }] },
      ['The argument a takes more kinds of values.'],
    ],
    [
      { anyOf: [{ type: 'string' }, { type: 'null' }] },
      { anyOf: [{ type: 'string' }] },
      ['! The argument a no longer takes 1 of its 2 kinds.'],
    ],
    [{}, { not: { type: 'null' } }, ['! The argument a may take less: its not differs.']],
  ])('judge %j that becomes %j', (before, after, reasons) => {
    expect(field(before, after)).toEqual(reasons);
  });

  it('follow references, and end where a schema refers to itself', () => {
    const node = (type: string) => ({
      $defs: { Node: { properties: { value: { type }, next: { $ref: '#/$defs/Node' } } } },
    });
    const root = { node: { $ref: '#/$defs/Node' } };
    expect(reasonsOf(taking(root, node('number')), taking(root, node('integer')))).toEqual([
      '! The argument node.value no longer takes number.',
    ]);
  });

  it('end for alternatives that multiply', () => {
    const deep = (kind: string): Schema => {
      let schema: Schema = { type: kind };
      for (let level = 0; level < 8; level += 1)
        schema = { anyOf: [0, 1, 2].map((n) => ({ properties: { [`p${n}`]: schema } })) };
      return schema;
    };
    expect(field(deep('number'), deep('integer')).join()).toContain('!');
  });

  it('judge what a result holds', () => {
    const giving = (properties: Schema | undefined): ToolDefinition =>
      properties === undefined ? a : { ...a, outputSchema: { type: 'object', properties } };
    expect(reasonsOf(giving({ x: {} }), giving({ y: {} }))).toEqual(['! Its result no longer holds "x".']);
    expect(reasonsOf(giving({ x: {} }), giving(undefined))).toEqual([
      '! Its result is no longer structured.',
    ]);
    expect(reasonsOf(giving(undefined), giving({ x: {} }))).toEqual(['Its result is described now.']);
  });
});
