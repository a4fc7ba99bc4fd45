import { Injectable } from '@nestjs/common';
import { DataSource, LessThan } from 'typeorm';
import { AppError } from '#lib/diagnostics';
import { hashToken, newToken } from '#lib/platform';
import { ApiKeyEntity } from './api-key.entity.js';
import { SessionEntity } from './session.entity.js';

/** A session lasts as long, in milliseconds, whatever is done in it. */
export const SESSION_MS = 30 * 24 * 3_600_000;

/** Browsers that are signed in. */
@Injectable()
export class SessionService {
  constructor(readonly dataSource: DataSource) {}

  /** @returns The session's text, for the browser alone */
  async begin(key: ApiKeyEntity): Promise<string> {
    const text = newToken('session');
    await this.#sessions.delete({ expiresAt: LessThan(new Date()) });
    await this.#sessions.save({
      apiKeyId: key.id,
      hash: hashToken(text),
      expiresAt: new Date(Date.now() + SESSION_MS),
    });
    return text;
  }

  /** The key that was signed in with. @throws AppError `unauthenticated` */
  async authenticate(text: string): Promise<ApiKeyEntity> {
    const session = await this.#sessions.findOneBy({ hash: hashToken(text) });
    const key =
      session === null || session.expiresAt < new Date()
        ? null
        : await this.dataSource.getRepository(ApiKeyEntity).findOneBy({ id: session.apiKeyId });
    if (key === null)
      throw new AppError('unauthenticated', { detail: 'The session has ended. Sign in again.' });
    return key;
  }

  /** Ending one that is not there is no error. */
  async end(text: string): Promise<void> {
    await this.#sessions.delete({ hash: hashToken(text) });
  }

  get #sessions() {
    return this.dataSource.getRepository(SessionEntity);
  }
}
