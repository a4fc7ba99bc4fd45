import { describe, expect, it } from 'vitest';
import { renderProject, type License } from '#lib/server-project';
import { smallToolSet } from '../../../../test/support/tool-sets.js';

async function filesWith(license?: License): Promise<ReadonlyMap<string, string>> {
  return (await renderProject(smallToolSet(), license === undefined ? {} : { license })).files;
}

describe('the licence of a project', () => {
  it.each<[License, string]>([
    ['MIT', 'Permission is hereby granted, free of charge'],
    ['ISC', 'Permission to use, copy, modify, and/or distribute'],
    ['BSD-3-Clause', '3. Neither the name of the copyright holder'],
  ])('%s stands in package.json, the lock file, the extension and LICENSE', async (license, words) => {
    const files = await filesWith(license);
    const read = (path: string) => JSON.parse(files.get(path)!) as Record<string, unknown>;
    expect(read('package.json')['license']).toBe(license);
    expect((read('package-lock.json')['packages'] as Record<string, object>)['']).toMatchObject({ license });
    expect(read('mcpb/manifest.json')['license']).toBe(license);
    expect(files.get('LICENSE')).toContain(words);
    expect(files.get('LICENSE')).toContain('Copyright (c) the authors of tide-tables-mcp-server\n');
    expect(files.get('README.md')).toContain('Put your own name into `LICENSE`');
  });

  it('Apache-2.0 stands in package.json alone, and the README asks for its text', async () => {
    const files = await filesWith('Apache-2.0');
    expect(JSON.parse(files.get('package.json')!)).toMatchObject({ license: 'Apache-2.0' });
    expect(files.has('LICENSE')).toBe(false);
    expect(files.get('README.md')).toContain('Add its text as `LICENSE`');
  });

  it('is none when none was chosen', async () => {
    const files = await filesWith();
    expect(JSON.parse(files.get('package.json')!)).toMatchObject({ license: 'UNLICENSED', private: true });
    expect(files.has('LICENSE')).toBe(false);
    expect(JSON.parse(files.get('mcpb/manifest.json')!)).not.toHaveProperty('license');
  });
});
