import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { renderProject, type ServerProject } from '#lib/server-project';
import { compileProject, writeLinkedProject } from '../support/generated-project.js';
import { smallToolSet } from '../support/tool-sets.js';

let folder = '';
let project: ServerProject;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'custom-'));
  project = await renderProject(smallToolSet());
  await writeLinkedProject(project, folder);
});
afterAll(async () => rm(folder, { recursive: true }));

const custom = (name: string) => join(folder, 'src/custom', name);

it('every example in the README of src/custom compiles in a generated project', async () => {
  const readme = project.files.get('src/custom/README.md')!;
  const examples = [...readme.matchAll(/```ts\n([^]*?)```/gu)].map(([, code = '']) => code);
  expect(examples.length).toBeGreaterThanOrEqual(4);
  for (const [index, code] of examples.entries()) await writeFile(custom(`example-${index}.ts`), code);
  await compileProject(folder);
});

it('own code of the wrong shape does not compile', async () => {
  const code = `import { defineCustom } from '../runtime/custom.js';
export default defineCustom({ tools: [{ name: 'x', description: 'y', call: () => 5 }] });
`;
  await writeFile(custom('index.ts'), code);
  await expect(compileProject(folder)).rejects.toThrow(/src\/custom\/index\.ts/u);
});
