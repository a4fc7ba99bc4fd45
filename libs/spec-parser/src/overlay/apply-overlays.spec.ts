import { describe, expect, it } from 'vitest';
import { DEFAULT_READ_LIMITS, readApiDescription, type OverlayAction } from '#lib/spec-parser';
import { Findings } from '../findings.js';
import { parseText } from '../load/parse-text.js';
import { applyOverlays } from './apply-overlays.js';

const info = { title: 'T', version: '1' };

function apply(root: unknown, ...actions: OverlayAction[]) {
  const findings = new Findings();
  const document = { overlay: '1.0.0', info, actions };
  const result = applyOverlays(root, [{ name: 'o.yaml', document }], { findings, document: 'api.yaml' });
  return { result, codes: findings.list().map(({ code, location }) => [code, location?.pointer]) };
}

describe('an overlay', () => {
  it('merges objects, appends to arrays and replaces single values', () => {
    const root = { a: { text: 'old', list: [1], deep: { kept: true } }, b: { list: [1] } };
    const update = { text: 'new', list: [2], deep: { added: 1 } };
    const { result } = apply(root, { target: '$.a', update }, { target: '$.b.list', update: { x: 1 } });
    expect(result).toEqual({
      a: { text: 'new', list: [1, 2], deep: { kept: true, added: 1 } },
      b: { list: [1, { x: 1 }] },
    });
    expect(root).toEqual({ a: { text: 'old', list: [1], deep: { kept: true } }, b: { list: [1] } });
  });

  it('removes from objects and arrays, whatever the order selected', () => {
    const root = { list: [{ n: 1 }, { n: 2 }, { n: 3 }], a: 1 };
    expect(apply(root, { target: '$.list[?@.n < 3]', remove: true }).result).toEqual({
      list: [{ n: 3 }],
      a: 1,
    });
    expect(apply(root, { target: "$['list','a']", remove: true }).result).toEqual({});
    expect(apply({ a: [[1, 2], [3]] }, { target: '$.a..*', remove: true }).result).toEqual({ a: [] });
    const both = { target: '$.list[2,0,2]', remove: true };
    expect(apply(root, both).result).toEqual({ list: [{ n: 2 }], a: 1 });
  });

  it('applies each action to what the one before left', () => {
    const { result } = apply({}, { target: '$', update: { a: {} } }, { target: '$.a', update: { b: 1 } });
    expect(result).toEqual({ a: { b: 1 } });
  });

  it('changes one place of a YAML alias, not the others', () => {
    const root = parseText('a: &x { n: 1 }\nb: *x\n');
    expect(apply(root, { target: '$.a', update: { n: 2 } }).result).toEqual({ a: { n: 2 }, b: { n: 1 } });
  });

  it('has no way to the prototype', () => {
    const update = JSON.parse('{"__proto__": {"polluted": true}}') as OverlayAction['update'];
    const { result } = apply({ a: {} }, { target: '$.a', update: update! });
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    expect(JSON.stringify(result)).toBe('{"a":{"__proto__":{"polluted":true}}}');
  });

  it.each([
    [{ target: '$.a[', update: {} }, 'overlay/target-invalid'],
    [{ target: 'a', update: {} }, 'overlay/target-invalid'],
    [{ target: '$.none', update: {} }, 'overlay/target-unmatched'],
    [{ target: '$.a.n', update: 2 }, 'overlay/target-primitive'],
    [{ target: '$.a', update: 'x' }, 'overlay/update-mismatch'],
    [{ target: '$.a' }, 'overlay/action-empty'],
    [{ target: '$', remove: true }, 'overlay/root-removed'],
  ])('says of %j: %s', (action, code) => {
    const { result, codes } = apply({ a: { n: 1 } }, action);
    expect(codes).toEqual([[code, '/actions/0']]);
    expect(result).toEqual({ a: { n: 1 } });
  });

  it('changes what is read, and what was stored is read again without it', async () => {
    const text = JSON.stringify({ openapi: '3.1.0', info, paths: { '/a': { get: {} }, '/b': { get: {} } } });
    const options = { limits: DEFAULT_READ_LIMITS, fetch: { allowedNetworks: [], trustEntryUrl: false } };
    const actions = [{ target: "$.paths['/a']", remove: true }];
    const overlays = [{ name: 'o', document: { overlay: '1.0.0', info, extends: 'other.json', actions } }];
    const source = { kind: 'text', name: 'api.json', text } as const;
    const changed = await readApiDescription(source, { ...options, overlays });
    expect(changed.api.operations.map(({ id }) => id)).toEqual(['GET /b']);
    expect(changed.diagnostics.map(({ code }) => code)).toContain('overlay/extends-other');
    const plain = await readApiDescription(changed.stored(), options);
    expect(plain.api.operations.map(({ id }) => id)).toEqual(['GET /a', 'GET /b']);
    expect(plain.sourceHash).toBe(changed.sourceHash);
  });
});
