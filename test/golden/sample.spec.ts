import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { renderProject, writeProjectFolder } from '#lib/server-project';
import { toolsOf } from '../support/read-spec.js';

const DESCRIPTION = fileURLToPath(new URL('../../apps/api/sample/openapi.yaml', import.meta.url));
const GOLDEN = fileURLToPath(new URL('../../generated/sample', import.meta.url));

it('the sample project in the repository is what the generator writes (UPDATE_GOLDEN=1 renews it)', async () => {
  const project = await renderProject(await toolsOf(DESCRIPTION));
  if (process.env['UPDATE_GOLDEN'] === '1') {
    await rm(GOLDEN, { recursive: true, force: true });
    await mkdir(dirname(GOLDEN), { recursive: true });
    await writeProjectFolder(project, GOLDEN);
  }
  const committed = await readTree(GOLDEN);
  expect([...committed.keys()]).toEqual([...project.files.keys()]);
  for (const [path, text] of project.files) expect(committed.get(path), path).toBe(text);
});

/** Files by relative path, in code unit order; what installing and building adds is left out. */
async function readTree(root: string): Promise<Map<string, string>> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((path) => !/^(?:node_modules|dist)\//u.test(path))
    .toSorted();
  const texts = await Promise.all(paths.map(async (path) => readFile(join(root, path), 'utf8')));
  return new Map(paths.map((path, index) => [path, texts[index] ?? '']));
}
