import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { AppError } from '#lib/diagnostics';
import { hashToken, newToken, Settings, tokenMatches } from '#lib/platform';
import { ApiKeyEntity } from './api-key.entity.js';

const SETUP_TOKEN = 'setup-token-hash';
/** A backup brings its own keys: a setup link of before would make one more. */
export const SETTLE_RESTORED_IDENTITY: readonly string[] = [
  `DELETE FROM settings WHERE name = '${SETUP_TOKEN}'`,
];
const PREFIX_LENGTH = 10;
/** A key's last use is noted this often at most, in milliseconds. */
const NOTE_USE_MS = 60_000;

/** A key just made; its text is shown this once. */
export interface IssuedKey {
  readonly key: ApiKeyEntity;
  readonly text: string;
}

/** Who may use the hub: the one-time setup token and API keys. */
@Injectable()
export class IdentityService {
  constructor(
    readonly dataSource: DataSource,
    readonly settings: Settings,
  ) {}

  /** Whether the first key was made. */
  async isSetUp(): Promise<boolean> {
    return this.#keys.exists();
  }

  /** A fresh token for the setup link; an earlier one is no longer valid. Undefined once setup is done. */
  async newSetupToken(): Promise<string | undefined> {
    if (await this.isSetUp()) return undefined;
    const token = newToken('setup');
    await this.settings.set(SETUP_TOKEN, hashToken(token));
    return token;
  }

  /** Uses up the token and makes the first key. @throws AppError `setup-token-invalid` */
  async setUp(token: string, name: string): Promise<IssuedKey> {
    const hash = await this.settings.get(SETUP_TOKEN);
    if (hash === undefined || !tokenMatches(token, hash) || !(await this.#useUp(hash))) {
      throw new AppError('setup-token-invalid', { detail: 'The token is unknown, or was used before.' });
    }
    return this.issue(name);
  }

  async issue(name: string): Promise<IssuedKey> {
    const text = newToken('tw');
    const key = await this.#keys.save({
      name,
      prefix: text.slice(0, PREFIX_LENGTH),
      hash: hashToken(text),
      lastUsedAt: null,
    });
    return { key, text };
  }

  /** @throws AppError `unauthenticated` */
  async authenticate(text: string | undefined): Promise<ApiKeyEntity> {
    const key = text === undefined ? null : await this.#keys.findOneBy({ hash: hashToken(text) });
    if (key === null)
      throw new AppError('unauthenticated', { detail: 'The API key is missing or not known.' });
    if (key.lastUsedAt === null || Date.now() - key.lastUsedAt.getTime() > NOTE_USE_MS) {
      await this.#keys.update({ id: key.id }, { lastUsedAt: new Date() });
    }
    return key;
  }

  list(): Promise<ApiKeyEntity[]> {
    return this.#keys.find({ order: { createdAt: 'DESC' } });
  }

  /** @throws AppError `not-found`; `state-conflict` for the last key, which would lock everybody out */
  async revoke(id: string): Promise<void> {
    if (!(await this.#keys.existsBy({ id })))
      throw new AppError('not-found', { detail: `There is no API key ${id}.` });
    if ((await this.#keys.count()) === 1) {
      throw new AppError('state-conflict', {
        detail: 'This is the last API key. Make another before you revoke it.',
      });
    }
    await this.#keys.delete({ id });
  }

  get #keys() {
    return this.dataSource.getRepository(ApiKeyEntity);
  }

  /** Of two requests with the same token one wins. */
  async #useUp(hash: string): Promise<boolean> {
    const rows: unknown = await this.dataSource.query(
      'DELETE FROM settings WHERE name = $1 AND value = $2 RETURNING name',
      [SETUP_TOKEN, hash],
    );
    return Array.isArray(rows) && Array.isArray(rows[0]) && rows[0].length === 1;
  }
}
