import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GROUPS } from './cases/index.js';
import { GroupRun } from './group-run.js';

describe.each(GROUPS)('fidelity: $name', (group) => {
  let run: GroupRun;

  beforeAll(async () => {
    run = await GroupRun.start(group);
  });

  afterAll(() => run.close());

  it.each(group.cases.map(({ name }, index) => [name, index] as const))('%s', async (_name, index) => {
    const one = run.cases[index];
    expect(one === undefined ? ['no such case'] : await run.run(one)).toEqual([]);
  });
});
