import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  openProject,
  planRegeneration,
  renderProject,
  swapFiles,
  writeProjectFolder,
  writtenBeside,
  type ExistingProject,
  type RegenerationPlan,
} from '#lib/server-project';
import type { ToolSet } from '#lib/tool-mapping';
import { smallToolSet, tool } from '../../../../test/support/tool-sets.js';

const later: ToolSet = (() => {
  const tools = smallToolSet({ version: '3.0', toolFiles: ['harbours.json'], toolCount: 1 });
  return { ...tools, files: [{ tag: 'harbours', tools: [tool('list_harbours', 'GET', '/harbours')] }] };
})();

describe('a project that is generated anew', () => {
  let root = '';
  const at = (path: string) => join(root, path);
  const read = (path: string) => readFile(at(path), 'utf8');

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'regenerate-'));
    await writeProjectFolder(await renderProject(smallToolSet()), root);
  });
  afterEach(() => rm(root, { recursive: true }));

  async function planned(tools = later): Promise<[ExistingProject, RegenerationPlan]> {
    const existing = await openProject(root);
    return [existing!, await planRegeneration(existing!, await renderProject(tools))];
  }

  it('is left as it is by the same description', async () => {
    const [existing, plan] = await planned(smallToolSet());
    expect(existing.tools.map(({ name }) => name)).toEqual(['list_harbours', 'add_reading']);
    expect(plan).toEqual({ written: new Map(), removed: [], kept: [], conflicts: [] });
    await writeFile(at('README.md'), (await read('README.md')).replaceAll('\n', '\r\n'));
    expect((await planned(smallToolSet()))[1].conflicts).toEqual([]);
  });

  it('becomes, file for file, what a new project would be', async () => {
    const [, plan] = await planned();
    expect([...plan.written.keys()]).toContain('data/server.json');
    expect(plan.removed).toEqual(['data/tools/tides.json']);
    await swapFiles(root, plan);
    const fresh = await renderProject(later);
    expect(await tree(root)).toEqual(new Map(fresh.files));
  });

  it("keeps the owner's files, and brings back what is missing", async () => {
    await writeFile(at('src/custom/index.ts'), 'mine');
    await rm(at('src/custom/README.md'));
    await writeFile(at('notes.txt'), 'mine');
    await rm(at('Dockerfile'));
    const [, plan] = await planned();
    expect(plan.conflicts).toEqual([]);
    await swapFiles(root, plan);
    expect(await read('src/custom/index.ts')).toBe('mine');
    expect(await readdir(at('src/custom'))).toEqual(['index.ts']);
    expect(await read('notes.txt')).toBe('mine');
    expect(await read('Dockerfile')).toContain('FROM');
  });

  it('keeps an edit where the generated file stays the same, and an edited file that is no longer generated', async () => {
    await writeFile(at('Dockerfile.hint'), '');
    await writeFile(at('.gitignore'), 'mine');
    await writeFile(at('data/tools/tides.json'), '{}');
    const [, plan] = await planned();
    expect(plan).toMatchObject({ kept: ['.gitignore', 'data/tools/tides.json'], removed: [], conflicts: [] });
    await swapFiles(root, plan);
    expect(await read('data/tools/tides.json')).toBe('{}');
    expect((await planned())[1]).toMatchObject({ written: new Map(), kept: ['.gitignore'] });
  });

  it('is in conflict where an edited file would change, and takes the new one beside it', async () => {
    await writeFile(at('package.json'), '{ "license": "MIT" }');
    const [existing, plan] = await planned();
    expect(plan.conflicts.map(({ path, reason }) => [path, reason])).toEqual([['package.json', 'edited']]);
    const beside = await writtenBeside(existing, plan);
    expect(beside.conflicts).toEqual([]);
    await swapFiles(root, beside);
    expect(await read('package.json')).toBe('{ "license": "MIT" }');
    expect(JSON.parse(await read('package.json.new'))).toMatchObject({ version: '3.0.0' });
    expect((await planned())[1]).toMatchObject({ kept: ['package.json'], conflicts: [] });
  });

  it('writes over neither a file that the owner made nor one with the name beside', async () => {
    await writeFile(at('data/tools/new.json'), 'mine');
    await writeFile(at('data/tools/new.json.new'), 'mine, too');
    const tools = { ...later, manifest: { ...later.manifest, toolFiles: ['new.json'] } };
    const [existing, plan] = await planned(tools);
    expect(plan.conflicts).toMatchObject([{ path: 'data/tools/new.json', reason: 'taken' }]);
    expect((await writtenBeside(existing, plan)).conflicts).toMatchObject([
      { path: 'data/tools/new.json.new' },
    ]);
  });

  it('follows no link', async () => {
    const outside = await mkdtemp(join(tmpdir(), 'outside-'));
    await cp(at('data'), outside, { recursive: true });
    await rm(at('data'), { recursive: true });
    await symlink(outside, at('data'));
    const before = await tree(outside);
    const [existing, plan] = await planned();
    expect(plan.conflicts.map(({ reason }) => reason)).toEqual(['blocked', 'blocked']);
    expect(plan.removed).toEqual([]);
    expect((await writtenBeside(existing, plan)).conflicts).toHaveLength(2);
    expect(await tree(outside)).toEqual(before);
    await rm(outside, { recursive: true });
  });

  it('applies what the owner wrote into its record', async () => {
    const origin = { descriptionHash: 'a', overlays: [], selection: { exclude: { tags: ['x'] } } };
    await rm(root, { recursive: true });
    await writeProjectFolder(await renderProject(smallToolSet(), { origin }), root);
    await writeFile(at('toolwright.json'), '{"toolwright":1}');
    const existing = await openProject(root);
    expect(existing?.record).toBe('{"toolwright":1}');
    const plan = await planRegeneration(existing!, await renderProject(smallToolSet(), { origin }));
    expect([...plan.written.keys()]).toEqual(['toolwright.json']);
    const without = await planRegeneration(existing!, await renderProject(smallToolSet()));
    expect(without.removed).toEqual(['toolwright.json']);
  });

  it('is whole after a failure', async () => {
    const before = await tree(root);
    const written = new Map([
      ['README.md', 'new'],
      ['fresh/a.txt', 'new'],
      ['README.md/below', 'cannot be'],
    ]);
    await expect(swapFiles(root, { written, removed: ['Dockerfile'] })).rejects.toThrow(/README/u);
    expect(await tree(root)).toEqual(before);
    expect(await readdir(root)).not.toContain('fresh');
  });

  it.each([0, 1, 2, 3, 4, 5])('is put back after a run that was killed at step %i', async (steps) => {
    const before = await tree(root);
    const workshop = at('.toolwright-next');
    await layFile(join(workshop, 'new/README.md'), 'new');
    await layFile(join(workshop, 'new/fresh/a.txt'), 'new');
    const paths = ['README.md', 'fresh/a.txt', 'Dockerfile'];
    const journal = { steps: paths.map((path) => ({ path, existed: before.has(path) })) };
    await layFile(join(workshop, 'journal.json'), JSON.stringify(journal));
    const moves: [string, string][] = [
      ['README.md', '.toolwright-next/old/README.md'],
      ['.toolwright-next/new/README.md', 'README.md'],
      ['.toolwright-next/new/fresh/a.txt', 'fresh/a.txt'],
      ['Dockerfile', '.toolwright-next/old/Dockerfile'],
      // The undoing itself was killed, too.
      ['.toolwright-next/old/README.md', 'README.md'],
    ];
    for (const [from, to] of moves.slice(0, steps)) {
      await mkdir(dirname(at(to)), { recursive: true });
      await rename(at(from), at(to));
    }
    expect((await openProject(root))?.tools).toHaveLength(2);
    expect(await tree(root)).toEqual(before);
    expect(await readdir(root)).not.toContain('fresh');
  });

  it.each([['../evil'], ['.git/hooks/post-commit'], ['link/evil']])(
    'takes back nothing to %s, whatever a journal says',
    async (path) => {
      const outside = await mkdtemp(join(tmpdir(), 'outside-'));
      await symlink(outside, at('link'));
      await layFile(at('.toolwright-next/old/link/evil'), 'evil');
      await layFile(at('.toolwright-next/old/.git/hooks/post-commit'), 'evil');
      await layFile(
        at('.toolwright-next/journal.json'),
        JSON.stringify({ steps: [{ path, existed: true }] }),
      );
      await expect(openProject(root)).rejects.toMatchObject({ code: 'project-too-old' });
      expect(await readdir(outside)).toEqual([]);
      expect(await readdir(root)).not.toContain('.git');
      await rm(outside, { recursive: true });
    },
  );

  it('is told from other folders', async () => {
    await rm(at('toolwright.files.json'));
    await expect(openProject(root)).rejects.toMatchObject({ code: 'project-too-old' });
    await writeFile(at('toolwright.files.json'), '{"toolwright":1}');
    await expect(openProject(root)).rejects.toMatchObject({ code: 'project-too-old' });
    const list = {
      toolwright: 1,
      template: { name: 'x', version: '1' },
      dataFolder: 'data',
      files: { '../a': '' },
    };
    await writeFile(at('toolwright.files.json'), JSON.stringify(list));
    await expect(openProject(root)).rejects.toMatchObject({ code: 'project-too-old' });
    await expect(openProject(at('src'))).rejects.toMatchObject({ code: 'output-not-empty' });
    expect(await openProject(at('none'))).toBeUndefined();
  });
});

async function layFile(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}

async function tree(folder: string): Promise<Map<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .toSorted();
  return new Map(
    await Promise.all(paths.map(async (path) => [path, await readFile(join(folder, path), 'utf8')] as const)),
  );
}
