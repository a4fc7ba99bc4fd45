import type { Dispatcher } from 'undici';
import { CallError } from '../call-error.js';
import type { ServerConfig } from '../config.js';
import type { CredentialScheme } from '../format.js';
import { tunnelDispatcher } from '../upstream/tunnel.js';

type OAuth2 = Extract<CredentialScheme, { type: 'oauth2' }>;

interface Token {
  readonly value: string;
  /** Milliseconds of the monotonic clock. */
  readonly expiresAt: number;
}

/** Fetched anew this long before a token ends, so that none ends on its way. */
const EARLY_MS = 30_000;
const DEFAULT_LIFETIME_S = 300;

/** Tokens by the client credentials grant (RFC 6749 section 4.4): kept, renewed in time, fetched once for many callers. */
export class OAuthTokens {
  readonly #tokens = new Map<string, Token>();
  readonly #pending = new Map<string, Promise<Token>>();
  #dispatcher: Dispatcher | undefined;

  constructor(readonly config: ServerConfig) {}

  /** Values now in use, for redaction. */
  current(): string[] {
    return [...this.#tokens.values()].map(({ value }) => value);
  }

  /** @throws CallError */
  async get(scheme: OAuth2, scopes: readonly string[], signal: AbortSignal): Promise<string> {
    const key = `${scheme.tokenEnv} ${scopes.join(' ')}`;
    const known = this.#tokens.get(key);
    if (known !== undefined && known.expiresAt - EARLY_MS > performance.now()) return known.value;
    const pending = this.#pending.get(key) ?? this.#begin(key, scheme, scopes);
    return (await unlessAborted(pending, signal)).value;
  }

  #begin(key: string, scheme: OAuth2, scopes: readonly string[]): Promise<Token> {
    const fetching = this.#fetch(scheme, scopes)
      .then((token) => {
        this.#tokens.set(key, token);
        return token;
      })
      .finally(() => this.#pending.delete(key));
    this.#pending.set(key, fetching);
    return fetching;
  }

  async #fetch(scheme: OAuth2, scopes: readonly string[]): Promise<Token> {
    const { clientCredentials: client } = scheme;
    if (client === undefined) throw new CallError(`Set ${scheme.tokenEnv}.`);
    const url =
      this.config.variable(client.tokenUrlEnv) ?? (client.tokenUrl || (await this.#discover(scheme)));
    const answer = await this.#json(url, {
      method: 'POST',
      headers: {
        accept: 'application/json',
        'content-type': 'application/x-www-form-urlencoded',
        authorization: `Basic ${this.clientPair(client)}`,
      },
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        ...(scopes.length > 0 ? { scope: scopes.join(' ') } : {}),
      }).toString(),
    });
    const value = answer['access_token'];
    if (typeof value !== 'string' || value === '')
      throw new CallError(
        'The token endpoint answered without an access token; nothing was sent to the API.',
      );
    return { value, expiresAt: performance.now() + lifetimeMs(answer['expires_in']) };
  }

  /** RFC 6749 section 2.3.1: both are form-encoded before they are joined. */
  clientPair({ clientIdEnv, clientSecretEnv }: NonNullable<OAuth2['clientCredentials']>): string {
    const [id, secret] = [clientIdEnv, clientSecretEnv].map((name) =>
      encodeURIComponent(this.config.variable(name) ?? ''),
    );
    return Buffer.from(`${id}:${secret}`).toString('base64');
  }

  /** OpenID Connect Discovery 1.0 section 4. */
  async #discover(scheme: OAuth2): Promise<string> {
    if (scheme.openIdConnectUrl === undefined) throw new CallError('The API names no token endpoint.');
    const metadata = await this.#json(scheme.openIdConnectUrl, {
      method: 'GET',
      headers: { accept: 'application/json' },
    });
    const endpoint = metadata['token_endpoint'];
    if (typeof endpoint !== 'string')
      throw new CallError(
        'The OpenID Connect metadata names no token endpoint; nothing was sent to the API.',
      );
    return endpoint;
  }

  async #json(
    url: string,
    init: { method: 'GET' | 'POST'; headers: Record<string, string>; body?: string },
  ): Promise<Record<string, unknown>> {
    const undici = await import('undici');
    this.#dispatcher ??= tunnelDispatcher(this.config.egressProxy, undici);
    const where = URL.canParse(url) ? new URL(url).host : 'The token endpoint';
    try {
      const answer = await undici.request(url, {
        ...init,
        signal: AbortSignal.timeout(this.config.timeoutMs),
        ...(this.#dispatcher === undefined ? {} : { dispatcher: this.#dispatcher }),
      });
      const text = await answer.body.text();
      if (answer.statusCode !== 200)
        throw new CallError(
          `${where} refused the client credentials (status ${answer.statusCode}); nothing was sent to the API.`,
        );
      return JSON.parse(text) as Record<string, unknown>;
    } catch (error) {
      if (error instanceof CallError) throw error;
      throw new CallError(`No token could be had from ${where}; nothing was sent to the API.`, {
        cause: error,
      });
    }
  }
}

function lifetimeMs(expiresIn: unknown): number {
  const seconds = Number(expiresIn ?? DEFAULT_LIFETIME_S);
  return (Number.isFinite(seconds) ? seconds : DEFAULT_LIFETIME_S) * 1000;
}

async function unlessAborted<T>(pending: Promise<T>, signal: AbortSignal): Promise<T> {
  let leave = () => {};
  const left = new Promise<never>((_resolve, reject) => {
    leave = () => reject(new CallError('The call was cancelled.'));
    signal.addEventListener('abort', leave, { once: true });
  });
  try {
    return await Promise.race([pending, left]);
  } finally {
    signal.removeEventListener('abort', leave);
  }
}
