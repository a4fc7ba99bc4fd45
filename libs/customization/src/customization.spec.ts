import { describe, expect, it } from 'vitest';
import { AppError } from '#lib/diagnostics';
import {
  isCustomized,
  mergeCustomizations,
  NO_CUSTOMIZATION,
  parseCustomization,
  refuseFaults,
} from '#lib/customization';

const OVERLAY = `
overlay: 1.0.0
info: { title: O, version: '1' }
actions:
  - { target: $.info, update: { title: New }, x-why: because }
x-toolwright:
  exclude: { tags: [admin] }
  tools:
    listPets: { name: find_pets, parameters: { limit: { default: 5 } } }
`;

function faultsOf(given: unknown): unknown {
  try {
    return parseCustomization(given, 'o.yaml');
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return [error.code, ...error.diagnostics.map(({ code, location }) => `${code} ${location?.pointer}`)];
  }
}

describe('a customization', () => {
  it('is an OpenAPI overlay with our part, our part alone, or both in a list', () => {
    const overlay = parseCustomization(OVERLAY, 'o.yaml');
    expect(overlay.overlays).toMatchObject([
      { name: 'o.yaml', document: { actions: [{ target: '$.info' }] } },
    ]);
    const selection = {
      exclude: { tags: ['admin'] },
      tools: { listPets: { name: 'find_pets', parameters: { limit: { default: 5 } } } },
    };
    expect(overlay.selection).toEqual(selection);
    expect(parseCustomization(selection, 's')).toEqual({ overlays: [], selection });
    expect(parseCustomization([OVERLAY, { include: { tags: ['pets'] } }], 'list')).toMatchObject({
      overlays: [{ name: 'list 1' }],
      selection: { ...selection, include: { tags: ['pets'] } },
    });
  });

  it("is read again from a project's file", () => {
    const { overlays, selection } = parseCustomization(OVERLAY, 'o.yaml');
    const file = {
      toolwright: 1,
      description: { hash: 'abc' },
      overlays: overlays.map(({ document }) => document),
      selection,
    };
    expect(parseCustomization(JSON.stringify(file), 'toolwright.json')).toEqual({
      overlays: [{ name: 'toolwright.json overlay 1', document: overlays[0]?.document }],
      selection,
      descriptionHash: 'abc',
    });
  });

  it.each([
    ['a: [', ['overlay-invalid', 'overlay/syntax ']],
    ['just text', ['overlay-invalid', 'overlay/invalid ']],
    [7, ['overlay-invalid', 'overlay/invalid ']],
    [{ tags: ['a'] }, ['overlay-invalid', 'overlay/invalid /tags']],
    [{ include: { tag: ['a'] } }, ['overlay-invalid', 'overlay/invalid /include/tag']],
    [
      { tools: { 'GET /a': { enabled: 'no' } } },
      ['overlay-invalid', 'overlay/invalid /tools/GET ~1a/enabled'],
    ],
    [
      { overlay: '2.0.0', info: { title: 'O', version: '1' }, actions: [{ target: '$' }] },
      ['overlay-invalid', 'overlay/invalid /overlay'],
    ],
    [
      { overlay: '1.0.0', info: { title: 'O', version: '1' }, actions: [{ target: '$', copy: '$.a' }] },
      ['overlay-invalid', 'overlay/invalid /actions/0/copy'],
    ],
    [`${OVERLAY}  tool: {}\n`, ['overlay-invalid', 'overlay/invalid /x-toolwright/tool']],
    [{ toolwright: 2, description: { hash: '' } }, ['overlay-invalid', 'overlay/invalid /toolwright']],
  ])('that is %j is refused at its place', (given, faults) => {
    expect(faultsOf(given)).toEqual(faults);
  });

  it('merges file by file, the later one winning', () => {
    const first = parseCustomization(
      {
        include: { tags: ['a'] },
        tools: { x: { name: 'one', title: 'X', parameters: { p: { hidden: true } } } },
      },
      '1',
    );
    const second = parseCustomization(
      { include: { tags: ['a', 'b'] }, tools: { x: { name: 'two', parameters: { p: { default: 1 } } } } },
      '2',
    );
    expect(mergeCustomizations([first, second]).selection).toEqual({
      include: { tags: ['a', 'b'] },
      tools: { x: { name: 'two', title: 'X', parameters: { p: { hidden: true, default: 1 } } } },
    });
    expect(isCustomized(mergeCustomizations([NO_CUSTOMIZATION, NO_CUSTOMIZATION]))).toBe(false);
  });

  it('turns subscriptions on, how they are served, and off again', () => {
    const of = (...all: object[]) =>
      mergeCustomizations(all.map((given) => parseCustomization(given, 'x'))).selection.subscriptions;
    const socket = { subscriptions: { transport: 'websocket', maxEvents: 5 } };
    expect(of({ tools: {} })).toBeUndefined();
    expect(of({ subscriptions: true })).toBe(true);
    expect(of(socket, { subscriptions: true })).toEqual(socket.subscriptions);
    expect(of(socket, { subscriptions: { maxEvents: 7 } })).toEqual({ transport: 'websocket', maxEvents: 7 });
    expect(of(socket, { subscriptions: false })).toBe(false);
    expect(of({ subscriptions: false }, socket)).toEqual(socket.subscriptions);
    for (const wrong of ['yes', { endpoint: 'ftp://x' }, { maxEvents: 0 }, { maxSeconds: 3601 }])
      expect(() => of({ subscriptions: wrong })).toThrow(AppError);
  });

  it('is refused for errors of its own, not for those of the description', () => {
    const found = (code: string, severity: 'error' | 'warning') => ({ code, severity, message: 'm' });
    expect(() =>
      refuseFaults([found('spec/unresolved-ref', 'error'), found('overlay/target-missing', 'warning')]),
    ).not.toThrow();
    expect(() => refuseFaults([found('overlay/name-taken', 'error')])).toThrow(AppError);
    expect(() => refuseFaults([found('selection/nothing-left', 'error')])).toThrow(AppError);
  });
});
