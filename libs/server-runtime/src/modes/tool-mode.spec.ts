import { expect, it } from 'vitest';
import { smallToolSet } from '../../../../test/support/tool-sets.js';
import { readConfig } from '../config.js';
import type { ServerManifest, ToolMode } from '../format.js';
import { toolData } from '../tool-data.js';
import { groupsOf, joinedAnnotations, operationsOf } from './api-summary.js';
import { offeredTools } from './create-surface.js';
import { modeOf } from './tool-mode.js';

const { manifest, files } = smallToolSet();
const data = toolData(manifest, files);

it('takes the mode from the variable, then from server.json', () => {
  const withMode = (mode?: string) => ({ ...manifest, mode }) as ServerManifest;
  expect(modeOf(withMode(), undefined)).toBe('tools');
  expect(modeOf(withMode('search'), undefined)).toBe('search');
  expect(modeOf(withMode('search'), readConfig({ TOOL_MODE: 'code' }).mode)).toBe('code');
  expect(() => modeOf(withMode('serach'), undefined)).toThrow('must be one of tools, search, code');
  expect(() => readConfig({ TOOL_MODE: 'x' })).toThrow('TOOL_MODE must be one of tools, search, code.');
});

it('says what is behind the tools of a mode', () => {
  expect(operationsOf(data)).toBe('2 operations of Tide tables');
  expect(groupsOf(data)).toBe(' Groups: harbours, tides.');
  expect(groupsOf({ ...data, tags: ['one'] })).toBe('');
  const many = Array.from({ length: 500 }, (_, index) => `group ${index}`);
  expect(groupsOf({ ...data, tags: many })).toMatch(/, and \d+ more\.$/);
  expect(groupsOf({ ...data, tags: many }).length).toBeLessThan(900);
});

it('marks a tool with the worst that any operation may do', () => {
  const readOnly = { ...data, tools: data.tools.filter(({ annotations }) => annotations.readOnlyHint) };
  expect(joinedAnnotations(data)).toMatchObject({
    readOnlyHint: false,
    idempotentHint: false,
    openWorldHint: true,
  });
  expect(joinedAnnotations(readOnly)).toMatchObject({ readOnlyHint: true, destructiveHint: false });
});

it.each<[ToolMode, string[]]>([
  ['tools', ['list_harbours', 'add_reading']],
  ['search', ['search', 'describe', 'call']],
  ['code', ['search', 'execute']],
])('offers in the mode %s what belongs to it', async (mode, names) => {
  expect((await offeredTools(mode, data)).map(({ name }) => name)).toEqual(names);
});
