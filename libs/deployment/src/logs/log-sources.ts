import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { APP_CONFIG, SecretBox, type AppConfig } from '#lib/platform';
import type { LogOrigin } from './line-buffer.js';

/** A container to read, and what of its lines is shown to nobody. */
export interface LogSource {
  readonly origin: LogOrigin;
  hide(text: string): string;
}

interface Row extends LogOrigin {
  readonly secrets: string;
}

/** Shorter ones would be found everywhere; the servers themselves hold it so. */
const LEAST_SECRET = 4;
const COUNT_MS = 10_000;

/** Which containers there are to read, by the rows. */
@Injectable()
export class LogSources {
  #counted = { deployments: 0, at: 0 };

  constructor(
    readonly dataSource: DataSource,
    @Inject(SecretBox) readonly secrets: SecretBox,
    @Inject(APP_CONFIG) readonly config: AppConfig,
  ) {}

  async all(): Promise<LogSource[]> {
    const rows: Row[] = await this.dataSource.query(SELECT);
    return rows.map((row) => this.#source(row));
  }

  async of(container: string): Promise<LogSource | undefined> {
    const [row]: Row[] = await this.dataSource.query(`${SELECT} WHERE container = $1`, [container]);
    return row === undefined ? undefined : this.#source(row);
  }

  /** What one deployment may keep, in bytes: a noisy one takes nothing from the others. */
  async room(): Promise<number> {
    const { logKeepBytes, logTotalBytes } = this.config;
    return Math.min(logKeepBytes, Math.floor(logTotalBytes / Math.max(1, await this.#deployments())));
  }

  /** How many there are, as of a moment ago. */
  async #deployments(): Promise<number> {
    if (Date.now() - this.#counted.at < COUNT_MS) return this.#counted.deployments;
    const [row]: { count: string }[] = await this.dataSource.query(
      'SELECT count(*) AS count FROM deployments',
    );
    this.#counted = { deployments: Number(row?.count ?? 0), at: Date.now() };
    return this.#counted.deployments;
  }

  /** Servers take their secrets out of their own lines; own code in them may not. */
  hider(sealed: string): (text: string) => string {
    let values: string[] | undefined;
    return (text) => {
      values ??= Object.values(JSON.parse(this.secrets.open(sealed)) as Record<string, string>)
        .filter((value) => value.length >= LEAST_SECRET)
        .toSorted((one, other) => other.length - one.length);
      return values.reduce((result, value) => result.replaceAll(value, '***'), text);
    };
  }

  #source({ secrets, ...origin }: Row): LogSource {
    return { origin, hide: this.hider(secrets) };
  }
}

const SELECT = `SELECT instances.container, instances.deployment_id AS "deploymentId",
    releases.number AS release, instances.ordinal AS instance, releases.secrets
  FROM instances JOIN releases ON releases.id = instances.release_id`;
