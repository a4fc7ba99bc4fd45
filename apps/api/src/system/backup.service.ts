import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { DeploymentService, SETTLE_RESTORED } from '#lib/deployment';
import { GeneratorService } from '#lib/generator';
import { SETTLE_RESTORED_IDENTITY } from '#lib/identity';
import {
  backupLines,
  examineBackup,
  LOGGER,
  restoreBackup,
  SecretBox,
  type BackupContents,
  type Logger,
  type RestoreTarget,
} from '#lib/platform';
import { generatorVersion } from '#lib/server-project';

/** Who is signed in, what runs where, and what was seen of it: of no use elsewhere or later. */
const PASSING: ReadonlySet<string> = new Set([
  'call_figures',
  'gateway_loads',
  'health_events',
  'instances',
  'log_lines',
  'log_positions',
  'log_writer',
  'sessions',
  'settings',
  'upstream_events',
  'usage_figures',
]);

/** Backups of everything that was made on the hub, and the way back. */
@Injectable()
export class BackupService {
  constructor(
    readonly dataSource: DataSource,
    readonly deployments: DeploymentService,
    readonly generator: GeneratorService,
    @Inject(SecretBox) readonly secrets: SecretBox,
    @Inject(LOGGER) readonly logger: Logger,
  ) {}

  async write(to: NodeJS.WritableStream): Promise<void> {
    const { dataSource, secrets } = this;
    const source = { dataSource, secrets, passing: PASSING, hubVersion: await generatorVersion() };
    await pipeline(Readable.from(backupLines(source)), createGzip({ level: 6 }), to);
  }

  /** @throws AppError `backup-unusable`, `backup-incompatible`, `backup-key-wrong` */
  examine(file: NodeJS.ReadableStream): Promise<BackupContents> {
    return kept(file, (path) => examineBackup(path, this.#target));
  }

  /** @throws AppError as {@link examine}; `state-conflict` */
  async restore(file: NodeJS.ReadableStream): Promise<BackupContents> {
    const contents = await kept(file, async (path) => {
      const before = await this.deployments.ids();
      const restored = await restoreBackup(path, this.#target);
      await this.deployments.announce(new Set([...before, ...(await this.deployments.ids())]));
      return restored;
    });
    await this.generator.resume();
    this.logger.warn({ rows: contents.rows, createdAt: contents.createdAt }, 'a backup was restored');
    return contents;
  }

  get #target(): RestoreTarget {
    const { dataSource, secrets } = this;
    const settle = [...SETTLE_RESTORED, ...SETTLE_RESTORED_IDENTITY];
    return { dataSource, secrets, passing: PASSING, settle };
  }
}

/** A file is read to its end before anything is changed, so it lies on the disk meanwhile. */
async function kept<T>(file: NodeJS.ReadableStream, use: (path: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'toolwright-backup-'));
  try {
    const path = join(folder, 'backup');
    await pipeline(file, createWriteStream(path, { mode: 0o600 }));
    return await use(path);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
