import { Inject, Injectable } from '@nestjs/common';
import { LOGGER, type Logger } from '#lib/platform';
import type { ReleaseEntity } from '../data/release.entity.js';
import { lineText, type LineLevel } from './log-line.js';
import { LogSources } from './log-sources.js';
import { LogStore } from './log-store.js';

/** Writes down how releases are brought up, among the lines of their servers. */
@Injectable()
export class BuildLog {
  constructor(
    readonly store: LogStore,
    readonly sources: LogSources,
    @Inject(LOGGER) readonly logger: Logger,
  ) {}

  /** Never throws: a release does not fail for want of a line. */
  async note(
    { deploymentId, number, secrets }: Pick<ReleaseEntity, 'deploymentId' | 'number' | 'secrets'>,
    text: string,
    level: LineLevel = 'info',
  ): Promise<void> {
    const shown = lineText(this.sources.hider(secrets)(text));
    const line = {
      at: new Date(),
      level,
      source: 'build',
      release: number,
      instance: null,
      text: shown,
    } as const;
    await this.store.add(deploymentId, [line]).catch((error: unknown) => {
      this.logger.debug({ err: error, deployment: deploymentId }, 'a line of a build was not stored');
    });
  }
}
