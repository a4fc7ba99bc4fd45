import { Injectable } from '@nestjs/common';
import type { EgressTarget } from '#lib/container-runtime';
import { GeneratorService, type GenerationEntity } from '#lib/generator';
import { SecretBox } from '#lib/platform';
import { bundleProject, type ServerBundle } from '#lib/server-project';
import type { ReleaseEntity } from '../data/release.entity.js';
import { egressOf } from '../egress.js';

/** What a release's servers run, and all that they may connect to. */
export interface ReleaseBundle {
  readonly generation: GenerationEntity;
  readonly bundle: ServerBundle;
  readonly egress: readonly EgressTarget[];
}

/** Makes the bundles of releases from the archives of their generations. */
@Injectable()
export class ReleaseBundles {
  constructor(
    readonly generator: GeneratorService,
    readonly secrets: SecretBox,
  ) {}

  async of({ generationId, env, secrets }: ReleaseEntity): Promise<ReleaseBundle> {
    const bundle = await bundleProject(await this.generator.project(generationId));
    const opened = JSON.parse(this.secrets.open(secrets)) as Record<string, string>;
    const generation = await this.generator.get(generationId);
    return { generation, bundle, egress: egressOf(bundle, { ...env, ...opened }) };
  }
}
