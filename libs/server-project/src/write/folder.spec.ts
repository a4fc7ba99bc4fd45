import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeProjectFolder, type ServerProject } from '#lib/server-project';

const project: ServerProject = {
  name: 'tide-tables-mcp-server',
  files: new Map([
    ['README.md', '# ä\n'],
    ['data/tools/a.json', '{}\n'],
  ]),
};

describe('writeProjectFolder', () => {
  let root = '';
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'write-'));
  });
  afterEach(async () => {
    await chmod(root, 0o755);
    await rm(root, { recursive: true });
  });

  it('makes the folder and those above it', async () => {
    const target = join(root, 'a/b/out');
    await writeProjectFolder(project, target);
    expect(await readFile(join(target, 'README.md'), 'utf8')).toBe('# ä\n');
    expect(await readFile(join(target, 'data/tools/a.json'), 'utf8')).toBe('{}\n');
    expect(await readdir(join(root, 'a/b'))).toEqual(['out']);
    expect((await stat(target)).mode).toBe((await stat(join(target, 'data'))).mode);
  });

  it('fills an empty folder and keeps it the same folder', async () => {
    const target = join(root, 'out');
    await mkdir(target);
    const before = (await stat(target)).ino;
    await writeProjectFolder(project, target);
    expect((await stat(target)).ino).toBe(before);
    expect((await readdir(target)).toSorted()).toEqual(['README.md', 'data']);
  });

  it('refuses a folder that holds anything, and leaves it alone', async () => {
    await writeFile(join(root, 'mine.txt'), 'mine');
    await expect(writeProjectFolder(project, root)).rejects.toMatchObject({ code: 'output-not-empty' });
    expect(await readdir(root)).toEqual(['mine.txt']);
  });

  it('refuses a file', async () => {
    await writeFile(join(root, 'file'), '');
    await expect(writeProjectFolder(project, join(root, 'file'))).rejects.toMatchObject({
      code: 'output-not-empty',
    });
  });

  it.each(['new/deep', 'empty'])(
    'leaves nothing behind in %s when a file cannot be written',
    async (name) => {
      await mkdir(join(root, 'empty'));
      const clash = new Map([...project.files, ['README.md/below', '']]);
      await expect(writeProjectFolder({ ...project, files: clash }, join(root, name))).rejects.toThrow(
        /README/u,
      );
      expect(await readdir(root)).toEqual(['empty']);
      expect(await readdir(join(root, 'empty'))).toEqual([]);
    },
  );

  it('writes nothing outside the folder', async () => {
    const outside = { ...project, files: new Map([['../evil', '']]) };
    await expect(writeProjectFolder(outside, join(root, 'out'))).rejects.toThrow('Not a project path');
    expect(await readdir(root)).toEqual([]);
  });
});
