import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findAssetFolders } from './asset-folder.js';

describe('findAssetFolders', () => {
  let root = '';
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'assets-'));
  });
  afterEach(async () => rm(root, { recursive: true }));

  async function lay(...files: string[]): Promise<void> {
    for (const file of files) {
      await mkdir(dirname(join(root, file)), { recursive: true });
      await writeFile(join(root, file), '');
    }
  }

  it.each(['libs/server-project/src/project', 'dist/libs/server-project/src/project'])(
    'finds them in the repository, from %s',
    async (from) => {
      await lay(
        'templates/a/template.json',
        'libs/server-runtime/src/cli.ts',
        'dist/libs/server-runtime/src/cli.js',
        `${from}/x`,
      );
      expect(findAssetFolders(join(root, from))).toEqual({
        templates: join(root, 'templates'),
        runtimeSources: join(root, 'libs/server-runtime/src'),
        packages: join(root, from),
      });
    },
  );

  it('finds them in a packed install, whatever lies above it', async () => {
    const pack = 'home/node_modules/toolwright';
    await lay(
      'home/templates/mine.txt',
      `${pack}/templates/a/template.json`,
      `${pack}/runtime/cli.ts`,
      `${pack}/lib/x`,
    );
    expect(findAssetFolders(join(root, pack, 'lib'))).toMatchObject({
      templates: join(root, pack, 'templates'),
      runtimeSources: join(root, pack, 'runtime'),
    });
  });

  it('says so when they are missing', () => {
    expect(() => findAssetFolders(root)).toThrow('No templates/');
  });
});
