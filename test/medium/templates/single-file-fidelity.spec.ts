import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderProject, writeProjectFolder } from '#lib/server-project';
import { GROUPS } from '../../fidelity/cases/index.js';
import { GroupRun, type Serve } from '../../fidelity/group-run.js';
import { startServer } from '../../support/started-server.js';

/** The project of the template, started with `node server.mjs` from its own folder. */
const asSingleFile: Serve = async (tools, env) => {
  const folder = await mkdtemp(join(tmpdir(), 'single-file-'));
  await writeProjectFolder(await renderProject(tools, { template: 'node-single-file' }), folder);
  const server = await startServer({ entry: join(folder, 'server.mjs') }, { ...env, LOG_LEVEL: 'info' });
  return {
    url: server.url,
    close: async () => {
      await server.stop();
      await rm(folder, { recursive: true });
    },
  };
};

describe.each(GROUPS)('the single-file server on fidelity: $name', (group) => {
  let run: GroupRun;

  beforeAll(async () => {
    run = await GroupRun.start(group, asSingleFile);
  });
  afterAll(() => run.close());

  it.each(group.cases.map(({ name }, index) => [name, index] as const))('%s', async (_name, index) => {
    const one = run.cases[index];
    expect(one === undefined ? ['no such case'] : await run.run(one)).toEqual([]);
  });
});
