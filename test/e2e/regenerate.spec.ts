import { execFile, spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const own = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const BIN = own('../../apps/cli/bin/toolwright.mjs');
const PETSTORE = own('../specs/petstore-3.0.yaml');

interface Told {
  applied: boolean;
  changes: {
    breaking: boolean;
    removed: { name: string; breaking: boolean }[];
    changed: { name: string; breaking: boolean; reasons: { text: string }[] }[];
  };
  files: {
    written: string[];
    removed: string[];
    kept: string[];
    conflicts: { path: string; reason: string }[];
  };
}

describe('a project that the command line generates anew', () => {
  let folder: string;
  let project: string;
  let newer: string;
  const read = (path: string) => readFile(join(project, path), 'utf8');

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'toolwright-regenerate-'));
    project = join(folder, 'project');
    newer = join(folder, 'petstore-3.0.yaml');
    const text = (await readFile(PETSTORE, 'utf8'))
      .replace('operationId: getPetById', 'operationId: fetchPet')
      .replace(/enum:\n\s+- available\n/u, (found) => found.replace(/\s+- available\n/u, '\n'))
      .replace('  /user/logout:', '  /user/leave:');
    await writeFile(newer, text);
    const done = await toolwright('generate', PETSTORE, '--exclude-tag', 'store', '--out', project);
    expect(done).toMatchObject({ code: 0 });
    await writeFile(join(project, 'src/custom/index.ts'), 'export default { tools: [] };\n');
    await writeFile(join(project, 'NOTES.md'), 'mine\n');
  });

  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('stays as it is with the same description, and keeps its filters', async () => {
    const before = await tree(project);
    const again = await toolwright('generate', PETSTORE, '--out', project);
    expect(again).toMatchObject({ code: 0 });
    expect(again.stdout).toContain('The tools stay as they are.\nThe files stay as they are.');
    expect(await tree(project)).toEqual(before);
  });

  it('shows what would change, and changes nothing', async () => {
    const before = await tree(project);
    const text = await toolwright('generate', newer, '--out', project, '--dry-run');
    expect(text).toMatchObject({ code: 0 });
    expect(text.stdout).toMatch(/BREAKING renamed getPetById to fetchPet \(GET \/pet\/\{petId\}\)/u);
    expect(text.stdout).toContain('Clients that know the earlier tools may fail.');
    const { applied, changes, files } = await told(
      'generate',
      newer,
      '--out',
      project,
      '--dry-run',
      '--json',
    );
    expect(applied).toBe(false);
    expect(changes.breaking).toBe(true);
    expect(changes.changed.find(({ name }) => name === 'findPetsByStatus')?.breaking).toBe(true);
    expect(changes.changed.find(({ name }) => name === 'logoutUser')?.breaking).toBe(false);
    expect(files.written).toContain('data/tools/pet.json');
    expect(await tree(project)).toEqual(before);
  });

  it('writes nothing over an edit, and the new file beside it when told to', async () => {
    await writeFile(join(project, 'README.md'), 'my own words\n');
    const before = await tree(project);
    const refused = await toolwright('generate', newer, '--out', project);
    expect(refused).toMatchObject({ code: 4 });
    expect(refused.stderr).toContain('project-edited');
    expect(refused.stdout).toContain('README.md (edited since it was generated)');
    expect(await tree(project)).toEqual(before);
    const { applied, files } = await told('generate', newer, '--out', project, '--write-new', '--json');
    expect(applied).toBe(true);
    expect(files.written).toContain('README.md.new');
    expect(await read('README.md')).toBe('my own words\n');
    expect(await read('README.md.new')).toContain('fetchPet');
    expect(await read('data/tools/pet.json')).toContain('"fetchPet"');
    expect(await read('src/custom/index.ts')).toBe('export default { tools: [] };\n');
    expect(await read('NOTES.md')).toBe('mine\n');
    expect(await read('toolwright.json')).toContain('"store"');
    expect(await readdir(join(project, 'data/tools'))).toEqual(['pet.json', 'user.json']);
  });

  it('changes its template, and back', async () => {
    const other = join(folder, 'other');
    await toolwright('generate', PETSTORE, '--out', other);
    const fresh = await tree(other);
    const single = await told(
      'generate',
      PETSTORE,
      '--out',
      other,
      '--template',
      'node-single-file',
      '--json',
    );
    expect(single.files.removed).toContain('src/main.ts');
    expect((await readdir(other)).toSorted()).toEqual([
      '.env.example',
      '.gitignore',
      'LICENSES.txt',
      'README.md',
      'data',
      'package.json',
      'server.mjs',
      'src',
      'toolwright.files.json',
    ]);
    // What stays of src is the owner's.
    expect(await readdir(join(other, 'src'))).toEqual(['custom']);
    expect(await told('generate', PETSTORE, '--out', other, '--json')).toMatchObject({
      files: { written: [] },
    });
    await told('generate', PETSTORE, '--out', other, '--template', 'node-server', '--json');
    expect(await tree(other)).toEqual(fresh);
  });

  it('is whole or put back after a kill at any moment', async () => {
    const victim = join(folder, 'victim');
    const [from, to] = await Promise.all(
      [PETSTORE, newer].map(async (spec, index) => {
        const target = join(folder, `state-${index}`);
        await toolwright('generate', spec, '--out', target);
        return tree(target);
      }),
    );
    for (const share of [0.7, 0.8, 0.9, 0.95, 1]) {
      await rm(victim, { recursive: true, force: true });
      await cp(join(folder, 'state-0'), victim, { recursive: true });
      const started = Date.now();
      await toolwright('generate', newer, '--out', join(folder, 'state-1'), '--dry-run');
      const child = spawn(process.execPath, [BIN, 'generate', newer, '--out', victim], { stdio: 'ignore' });
      const ended = new Promise((resolve) => child.once('exit', resolve));
      await sleep((Date.now() - started) * share);
      child.kill('SIGKILL');
      await ended;
      await toolwright('generate', PETSTORE, '--out', victim, '--dry-run');
      const after = await tree(victim);
      expect(
        [from, to].some((state) => JSON.stringify([...after]) === JSON.stringify([...(state ?? [])])),
      ).toBe(true);
    }
  });

  it('is refused where it lists no files, with what to do', async () => {
    const old = join(folder, 'old');
    await toolwright('generate', PETSTORE, '--out', old);
    await rm(join(old, 'toolwright.files.json'));
    const refused = await toolwright('generate', PETSTORE, '--out', old);
    expect(refused).toMatchObject({ code: 4 });
    expect(refused.stderr).toMatch(/project-too-old[^]*move src\/custom\//u);
  });
});

describe('templates on the command line', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'toolwright-templates-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('are listed', async () => {
    expect((await toolwright('templates')).stdout).toMatch(
      /node-server +1\.0\.0[^]*node-single-file +1\.0\.0/u,
    );
    expect(JSON.parse((await toolwright('templates', '--json')).stdout)).toHaveLength(2);
    const unknown = await toolwright('generate', PETSTORE, '--out', join(folder, 'x'), '--template', 'none');
    expect(unknown).toMatchObject({ code: 5 });
    expect(unknown.stderr).toContain('template-unknown');
  });

  it('may be a folder of your own', async () => {
    const template = join(folder, 'template');
    await mkdir(join(template, 'files'), { recursive: true });
    const manifest = {
      contract: 1,
      name: 'mine',
      version: '1.0.0',
      description: 'Mine.',
      dataFolder: 'tools',
    };
    await writeFile(join(template, 'template.json'), JSON.stringify(manifest));
    await writeFile(
      join(template, 'files/TOOLS.md.hbs'),
      '{{#each groups}}{{#each tools}}{{markdownCode name}} {{/each}}{{/each}}',
    );
    const out = join(folder, 'out');
    expect(await toolwright('generate', PETSTORE, '--out', out, '--template', template)).toMatchObject({
      code: 0,
    });
    expect((await readdir(out)).toSorted()).toEqual(['TOOLS.md', 'tools', 'toolwright.files.json']);
    expect(await readFile(join(out, 'TOOLS.md'), 'utf8')).toContain('`getPetById`');
    await writeFile(join(template, 'files/b.md.hbs'), '{{constructor}}');
    const refused = await toolwright(
      'generate',
      PETSTORE,
      '--out',
      join(folder, 'y'),
      '--template',
      template,
    );
    expect(refused).toMatchObject({ code: 3 });
    expect(refused.stderr).toContain('template/unsafe b.md.hbs:1');
    expect(await readdir(folder)).not.toContain('y');
  });
});

async function told(...args: string[]): Promise<Told> {
  const { code, stdout, stderr } = await toolwright(...args);
  expect(`${code} ${stderr}`).toBe('0 ');
  return JSON.parse(stdout) as Told;
}

function toolwright(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [BIN, ...args], { timeout: 60_000 }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr });
    });
  });
}

async function tree(root: string): Promise<Map<string, string>> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .toSorted();
  return new Map(
    await Promise.all(paths.map(async (path) => [path, await readFile(join(root, path), 'utf8')] as const)),
  );
}
