import { describe, expect, it } from 'vitest';
import { renderProject } from '#lib/server-project';
import { smallToolSet, tool } from '../../../test/support/tool-sets.js';

describe('renderProject', () => {
  it('gives the same bytes for the same input', async () => {
    const [first, second] = [await renderProject(smallToolSet()), await renderProject(smallToolSet())];
    expect([...first.files]).toEqual([...second.files]);
    expect([...first.files.keys()]).toEqual([...first.files.keys()].toSorted());
  });

  it('names the project, its command and its lock file alike', async () => {
    const { name, files } = await renderProject(smallToolSet());
    const manifest = JSON.parse(files.get('package.json')!);
    const lock = JSON.parse(files.get('package-lock.json')!);
    expect(name).toBe('tide-tables-mcp-server');
    expect(manifest).toMatchObject({ name, version: '2.1.0', bin: { [name]: 'dist/src/main.js' } });
    expect(lock).toMatchObject({ name, version: '2.1.0' });
    expect(lock.packages['']).toMatchObject({
      name,
      version: '2.1.0',
      bin: manifest.bin,
      dependencies: manifest.dependencies,
      devDependencies: manifest.devDependencies,
    });
    expect(JSON.parse(files.get('server.json')!)).toMatchObject({
      name: manifest.mcpName,
      version: manifest.version,
      packages: [{ identifier: name, version: manifest.version }],
    });
  });

  it('writes the tool data as the tool set has it', async () => {
    const tools = smallToolSet();
    const { files } = await renderProject(tools);
    expect(JSON.parse(files.get('data/server.json')!)).toEqual(tools.manifest);
    expect(JSON.parse(files.get('data/tools/harbours.json')!)).toEqual(tools.files[0]);
    expect(JSON.parse(files.get('data/tools/tides.json')!)).toEqual(tools.files[1]);
  });

  it('ships the runtime without its tests', async () => {
    const { files } = await renderProject(smallToolSet());
    const runtime = [...files.keys()].filter((path) => path.startsWith('src/runtime/'));
    expect(runtime).toContain('src/runtime/format.ts');
    expect(runtime.filter((path) => path.includes('.spec.'))).toEqual([]);
  });

  it('lists the variables in README, .env.example and server.json', async () => {
    const { files } = await renderProject(smallToolSet());
    const [entry] = JSON.parse(files.get('server.json')!).packages;
    expect(entry.environmentVariables).toMatchObject([
      {
        name: 'UPSTREAM_BASE_URL',
        isRequired: false,
        isSecret: false,
        default: 'https://tides.example.com/v2',
      },
      { name: 'TIDE_TABLES_KEY', isRequired: true, isSecret: true },
    ]);
    expect(files.get('README.md')).toContain('| `TIDE_TABLES_KEY` |');
    expect(files.get('.env.example')).toContain('\nTIDE_TABLES_KEY=\n');
    expect(files.get('.env.example')).toContain('\n#UPSTREAM_BASE_URL=\n');
  });

  it('keeps to the lengths and forms of the MCP registry (schema of 2025-12-11)', async () => {
    const { files } = await renderProject(smallToolSet({ title: 'Ü😀'.repeat(90) }));
    const entry = JSON.parse(files.get('server.json')!);
    expect(entry.name).toMatch(/^[a-zA-Z0-9.-]+\/[a-zA-Z0-9._-]+$/u);
    for (const text of [entry.title, entry.description]) {
      expect([...text].length).toBeLessThanOrEqual(100);
      expect(text.isWellFormed()).toBe(true);
    }
    expect(entry.packages).toMatchObject([{ registryType: 'npm', transport: { type: 'stdio' } }]);
  });

  it('counts tools instead of listing them where there are many', async () => {
    const many = Array.from({ length: 151 }, (_, index) => tool(`tool_${index}`, 'GET', `/t/${index}`));
    const { files } = await renderProject({
      ...smallToolSet({ toolCount: 151, toolFiles: ['many.json'] }),
      files: [{ tag: 'many', tools: many }],
    });
    expect(files.get('README.md')).toContain('| many | 151 | `many.json` |');
    expect(files.get('README.md')).not.toContain('tool_77');
  });

  it('shows the operations that have no tool', async () => {
    const { files } = await renderProject(smallToolSet());
    expect(files.get('README.md')).toContain('- `GET /live`: A stream of events is no tool.');
  });

  it.each(['../escape.json', '/etc/x.json', 'a/../../b.json', 'Harbours.JSON', 'nul\0.json', ''])(
    'refuses the tool file %j',
    async (name) => {
      const tools = smallToolSet({ toolFiles: ['harbours.json', name] });
      await expect(renderProject(tools)).rejects.toMatchObject({ code: 'generation-failed' });
    },
  );

  it('refuses a server name that is no package name', async () => {
    await expect(renderProject(smallToolSet({ name: '../x' }))).rejects.toMatchObject({
      code: 'generation-failed',
    });
  });
});
