import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeTools, parseCustomization } from '#lib/customization';
import { renderProject, type ServerProject } from '#lib/server-project';
import { DEFAULT_READ_LIMITS } from '#lib/spec-parser';
import { compileProject, testProject, writeLinkedProject } from '../support/generated-project.js';

const own = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const DESCRIPTION = own('../specs/petstore-3.0.yaml');
const OVERLAY = own('../specs/petstore-overlay.yaml');
const GOLDEN = own('petstore-overlay');

/** What the overlay can change of a project; the rest is in the sample's golden. */
const isCompared = (path: string) => path === 'toolwright.json' || path.startsWith('data/');

async function render(overlay: string): Promise<ServerProject> {
  const customization = parseCustomization(overlay, 'petstore-overlay.yaml');
  const { toolSet, sourceHash } = await makeTools(
    { kind: 'path', path: DESCRIPTION },
    {
      limits: DEFAULT_READ_LIMITS,
      fetch: { allowedNetworks: [], trustEntryUrl: false },
      customization,
    },
  );
  const overlays = customization.overlays.map(({ document }) => document);
  return renderProject(toolSet, {
    origin: { descriptionHash: sourceHash, overlays, selection: customization.selection },
  });
}

describe('a project generated with an overlay', () => {
  let folder = '';
  let project: ServerProject;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'golden-'));
    project = await render(await readFile(OVERLAY, 'utf8'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('is what the repository holds (UPDATE_GOLDEN=1 renews it)', async () => {
    const compared = [...project.files].filter(([path]) => isCompared(path));
    if (process.env['UPDATE_GOLDEN'] === '1') {
      await rm(GOLDEN, { recursive: true, force: true });
      for (const [path, text] of compared) {
        await mkdir(dirname(join(GOLDEN, path)), { recursive: true });
        await writeFile(join(GOLDEN, path), text);
      }
    }
    for (const [path, text] of compared) expect(await readFile(join(GOLDEN, path), 'utf8'), path).toBe(text);
    expect(compared.map(([path]) => path)).toEqual([
      'data/server.json',
      'data/tools/pet.json',
      'data/tools/user.json',
      'toolwright.json',
    ]);
  });

  it('is made again, byte for byte, from the record that it keeps', async () => {
    const again = await render(project.files.get('toolwright.json')!);
    expect([...again.files]).toEqual([...project.files]);
  });

  it('compiles and passes its own tests', async () => {
    await writeLinkedProject(project, join(folder, 'project'));
    await compileProject(join(folder, 'project'));
    expect(await testProject(join(folder, 'project'))).toContain('# fail 0');
  });
});
