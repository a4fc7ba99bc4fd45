import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requirement, titled } from '../support/requirements.js';
import {
  buildServer,
  projectOf,
  startServer,
  type BuiltServer,
  type StartedServer,
} from '../support/started-server.js';
import { startFixtureApi, type FixtureApi } from '../support/fixture-api.js';
import { conformanceSuite, type Suite } from './suite.js';

const file = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const REVISIONS = [
  { revision: '2026-07-28', count: 37 },
  { revision: '2025-11-25', count: 30 },
];

const needed = await requirement('conformance');

describe.skipIf(!needed.available)(titled('MCP conformance of a generated server', needed), () => {
  let suite: Suite;
  let upstream: FixtureApi;
  /** As generated, and with own code in `src/custom/`. */
  let plain: { built: BuiltServer; started: StartedServer };
  let extended: typeof plain;

  async function serve(custom?: string): Promise<typeof plain> {
    const built = await buildServer(await projectOf(file('../specs/conformance.yaml'), custom));
    return { built, started: await startServer(built, { UPSTREAM_BASE_URL: upstream.url }) };
  }

  beforeAll(async () => {
    suite = await conformanceSuite();
    upstream = await startFixtureApi();
    plain = await serve();
    extended = await serve(file('fixture/custom.ts'));
  });
  afterAll(async () => {
    for (const server of [plain, extended]) {
      await server?.started.stop();
      await server?.built.remove();
    }
    await upstream?.close();
  });

  describe.each(REVISIONS)('$revision', ({ revision, count }) => {
    it(`passes all ${count} required scenarios, with own code where an API has nothing`, async () => {
      const required = await suite.required(revision);
      expect(required).toHaveLength(count);
      const outcomes = await suite.run(extended.started.url, revision);
      expect(required.filter((scenario) => !outcomes.has(scenario))).toEqual([]);
      const failed = required.filter((scenario) => outcomes.get(scenario) !== undefined);
      expect(failed.map((scenario) => [scenario, outcomes.get(scenario)])).toEqual([]);
    });

    it('fails without own code exactly where the list says, with reasons', async () => {
      const required = await suite.required(revision);
      const outcomes = await suite.run(plain.started.url, revision);
      const failed = required.filter((scenario) => outcomes.get(scenario) !== undefined);
      const lists = JSON.parse(await readFile(file('needs-own-code.json'), 'utf8')) as Lists;
      expect(failed.toSorted()).toEqual(Object.keys(lists[revision] ?? {}).toSorted());
    });
  });
});

type Lists = Readonly<Record<string, Readonly<Record<string, string>>>>;
