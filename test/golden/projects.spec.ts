import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { CfWorkerJsonSchemaValidator } from '@modelcontextprotocol/client/validators/cf-worker';
import { format } from 'prettier';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleProject, packArchive, renderProject, type ServerProject } from '#lib/server-project';
import type { ToolSet } from '#lib/tool-mapping';
import { corporaDir } from '../support/corpora.js';
import { compileProject, runScript, testProject, writeLinkedProject } from '../support/generated-project.js';
import { projectPackages } from '../support/project-packages.js';
import { toolsOf } from '../support/read-spec.js';

const own = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const corpus = (path: string) => join(corporaDir() ?? '/nowhere', path);

const PETSTORE = own('test/specs/petstore-3.0.yaml');
const DESCRIPTIONS = [
  { name: 'sample', path: own('apps/api/sample/openapi.yaml') },
  { name: 'petstore', path: PETSTORE },
  { name: 'cafe (OpenAPI 3.2)', path: corpus('openapi/redocly/cafe-3.2.yaml') },
  { name: 'docker', path: corpus('openapi/docker/engine-v1.55.swagger.yaml') },
  { name: 'github', path: corpus('openapi/github/api.github.com.json') },
];

/** Every project has these, beside `src/runtime/`, which holds what libs/server-runtime holds. */
const FILES = [
  '.dockerignore',
  '.editorconfig',
  '.env.example',
  '.gitattributes',
  '.github/workflows/ci.yml',
  '.gitignore',
  '.npmrc',
  '.prettierignore',
  '.prettierrc.json',
  'CHANGELOG.md',
  'Dockerfile',
  'README.md',
  'data/server.json',
  'eslint.config.js',
  'mcpb/manifest.json',
  'package-lock.json',
  'package.json',
  'scripts/pack-mcpb.ts',
  'server.json',
  'src/custom/README.md',
  'src/custom/index.ts',
  'src/main.ts',
  'test/arguments.ts',
  'test/contract.ts',
  'test/pattern.ts',
  'test/project-data.ts',
  'test/server-process.ts',
  'test/server.test.ts',
  'test/upstream.ts',
  'toolwright.files.json',
  'tsconfig.json',
];
/** What text of the description reaches; none of it is code. */
const RENDERED =
  /^(?:\.env\.example|CHANGELOG\.md|Dockerfile|README\.md|data\/.*|mcpb\/manifest\.json|package(?:-lock)?\.json|server\.json|toolwright\.files\.json)$/u;

const petstore = await renderProject(await toolsOf(PETSTORE));
const packages = await projectPackages(petstore);

describe.each(DESCRIPTIONS)('the project of $name', ({ path }) => {
  const here = existsSync(path);
  let folder = '';
  let tools: ToolSet;
  let project: ServerProject;

  beforeAll(async () => {
    if (!here) return;
    folder = await mkdtemp(join(tmpdir(), 'golden-'));
    tools = await toolsOf(path);
    project = await renderProject(tools);
  });
  afterAll(async () => {
    if (folder !== '') await rm(folder, { recursive: true });
  });

  it.skipIf(!here)('is the same each time, as files and as archives', async () => {
    const again = await renderProject(await toolsOf(path));
    expect([...again.files]).toEqual([...project.files]);
    for (const format of ['zip', 'tar.gz'] as const) {
      expect(Buffer.compare(await packArchive(again, format), await packArchive(project, format))).toBe(0);
    }
  });

  it.skipIf(!here)('has the files of every project, and one data file a tag', () => {
    const paths = [...project.files.keys()].filter((path) => !path.startsWith('src/runtime/'));
    const data = tools.manifest.toolFiles.map((name) => `data/tools/${name}`);
    expect(paths).toEqual([...FILES, ...data].toSorted());
  });

  it.skipIf(!here)('differs from other projects in text and data alone, formatted the same way', async () => {
    const differing = [...project.files].filter(([path, text]) => petstore.files.get(path) !== text);
    for (const [path] of differing) expect(path).toMatch(RENDERED);
    const text = project.files.get('package.json')!;
    const style = JSON.parse(project.files.get('.prettierrc.json')!) as object;
    expect(await format(text, { ...style, filepath: 'package.json' })).toBe(text);
  });

  it.skipIf(!here)('compiles under its own strict settings and passes its own tests', async () => {
    await writeLinkedProject(project, join(folder, 'project'));
    await compileProject(join(folder, 'project'));
    const output = await testProject(join(folder, 'project'));
    expect(output).toContain('# fail 0');
    const titles = new Set([...output.matchAll(/^ *(?:not )?ok \d+ - (\S+)/gmu)].map(([, title]) => title));
    for (const { name } of tools.files.flatMap((file) => file.tools)) expect(titles).toContain(name);
  });

  it.skipIf(!here)('runs as a bundle where nothing is installed', async () => {
    const bundle = await bundleProject(project);
    const root = join(folder, 'bundle');
    for (const [file, bytes] of bundle.files) {
      await mkdir(dirname(join(root, file)), { recursive: true });
      await writeFile(join(root, file), bytes);
    }
    const client = new Client(
      { name: 'test', version: '1.0.0' },
      { jsonSchemaValidator: new CfWorkerJsonSchemaValidator() },
    );
    await client.connect(
      new StdioClientTransport({
        command: process.execPath,
        args: [join(root, bundle.entry), '--stdio'],
        cwd: '/',
        env: { UPSTREAM_BASE_URL: 'http://127.0.0.1:9' },
      }),
    );
    try {
      expect((await client.listTools()).tools).toHaveLength(tools.manifest.toolCount);
    } finally {
      await client.close();
    }
  });
});

/** Code is the same in every project (above) but for the kinds of bindings: one project with all of them is enough. */
it.skipIf(packages === undefined && process.env['TOOLWRIGHT_TEST_REQUIRE'] !== 'all')(
  'a project is clean under its own ESLint and Prettier (wants an npm registry)',
  async () => {
    const root = await mkdtemp(join(tmpdir(), 'lint-'));
    const files = new Map([
      ...petstore.files,
      ...(await filesOfKind('graphql')),
      ...(await filesOfKind('subscription')),
    ]);
    try {
      await writeLinkedProject({ ...petstore, files }, join(root, 'project'), packages);
      await runScript(join(root, 'project'), 'lint');
    } finally {
      await rm(root, { recursive: true });
    }
  },
);

async function filesOfKind(kind: string): Promise<[string, string][]> {
  const folder = own(`libs/server-runtime/src/${kind}`);
  const names = (await readdir(folder)).filter((name) => /(?<!\.spec)\.ts$/u.test(name));
  return Promise.all(
    names.map(async (name) => [`src/runtime/${kind}/${name}`, await readFile(join(folder, name), 'utf8')]),
  );
}
