import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadToolData } from './tool-data.js';

describe('loadToolData', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'data-'));
    await writeFile(join(folder, 'server.json'), JSON.stringify({ name: 'x', toolCount: 0, toolFiles: [] }));
  });
  afterEach(async () => rm(folder, { recursive: true }));

  it('finds no description where there is none', () => {
    expect(loadToolData(folder).description).toBeUndefined();
  });

  it.each([
    ['openapi.json', 'openapi', 'application/json'],
    ['openapi.yaml', 'openapi', 'application/yaml'],
    ['schema.graphql', 'graphql', 'application/graphql'],
  ])('finds %s and reads it when asked', async (name, scheme, mimeType) => {
    await writeFile(join(folder, name), 'größer');
    const { description } = loadToolData(folder);
    expect(description).toMatchObject({ scheme, mimeType, bytes: 8 });
    expect(description?.read()).toBe('größer');
  });

  it('leaves out one that is too long for a message', async () => {
    await writeFile(join(folder, 'openapi.json'), ' '.repeat(2 * 1024 * 1024 + 1));
    expect(loadToolData(folder).description).toBeUndefined();
  });

  it('says when tools are missing', async () => {
    await writeFile(join(folder, 'server.json'), JSON.stringify({ toolCount: 1, toolFiles: [] }));
    expect(() => loadToolData(folder)).toThrow('promises 1 tools');
  });
});
