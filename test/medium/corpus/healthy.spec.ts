import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { selectRuntime } from '#lib/container-runtime';
import { listTools } from '#lib/deployment';
import { bundleProject, renderProject } from '#lib/server-project';
import { DEFAULT_READ_LIMITS, readApiDescription } from '#lib/spec-parser';
import { mapTools } from '#lib/tool-mapping';
import { corporaDir } from '../../support/corpora.js';
import { requirement, titled } from '../../support/requirements.js';

const CASES = [
  ['petstore 3.0', 'petstore/petstore-3.0.yaml'],
  ['petstore 3.1', 'petstore/petstore-3.1.json'],
  ['Docker Engine, Swagger 2.0', 'docker/engine-v1.55.swagger.yaml'],
  ['DigitalOcean, 2,850 documents', 'digitalocean/DigitalOcean-public.v2.yaml'],
  ['GitHub, 1,223 operations', 'github/api.github.com.json'],
] as const;

const corpora = corporaDir();

for (const driver of ['process', 'docker'] as const) {
  const needs = driver === 'docker' ? await requirement('docker') : { available: true, reason: '' };

  describe.skipIf(!needs.available || corpora === undefined)(
    titled(`real descriptions become healthy servers: ${driver}`, needs),
    () => {
      it.each(CASES)(
        '%s',
        async (_name, file) => {
          const path = join(corpora ?? '', 'openapi', file);
          expect(existsSync(path)).toBe(true);
          const { api } = await readApiDescription(
            { kind: 'path', path },
            { limits: DEFAULT_READ_LIMITS, fetch: { allowedNetworks: [], trustEntryUrl: false } },
          );
          const toolSet = mapTools(api);
          const bundle = await bundleProject(await renderProject(toolSet));
          const stateDir = await mkdtemp(join(tmpdir(), 'toolwright-healthy-'));
          const { runtime } = await selectRuntime({ runtime: driver, stateDir });
          const name = `toolwright-healthy-${process.pid}-${Date.now()}`;
          const image = await runtime.buildImage({
            name: 'toolwright/healthy',
            version: String(Date.now()),
            files: bundle.files,
            entry: bundle.entry,
            labels: {},
          });
          try {
            const limits = { memoryMb: 256, cpus: 1, maxProcesses: 64 };
            const { address } = await runtime.run({
              name,
              image,
              env: {},
              secrets: {},
              labels: {},
              limits,
              port: 0,
              egress: [],
            });
            expect(await firstCount(`${address ?? ''}/mcp`)).toBe(toolSet.manifest.toolCount);
          } finally {
            await runtime.remove(name);
            await runtime.removeImage(image);
            await runtime.close();
            await rm(stateDir, { recursive: true, force: true });
          }
        },
        60_000,
      );
    },
  );
}

/** Once it answers at all. */
async function firstCount(endpoint: string): Promise<number> {
  let last: unknown;
  for (let attempt = 0; attempt < 300; attempt += 1) {
    try {
      return (await listTools(endpoint, 5_000)).length;
    } catch (error) {
      last = error;
      await sleep(50);
    }
  }
  throw last;
}
