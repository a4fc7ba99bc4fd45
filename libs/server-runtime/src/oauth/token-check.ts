import {
  createRemoteJWKSet,
  customFetch,
  errors,
  jwtVerify,
  type JWTPayload,
  type JWTVerifyGetKey,
} from 'jose';
import { OAuthError, OAuthErrorCode, type AuthInfo } from '@modelcontextprotocol/server';
import type { OAuthConfig } from '../config.js';
import { tunnelFetch } from '../upstream/tunnel.js';

/** Signatures that only the issuer can make: no `none`, and none with a secret that is shared. */
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'];
const CLOCK_TOLERANCE_S = 30;
const FETCH_TIMEOUT_MS = 5_000;

type Fetch = typeof globalThis.fetch;

/** The issuer's keys cannot be had just now: nobody can be let in, and it is not the client's fault. */
export class IssuerUnavailable extends Error {
  override readonly name = 'IssuerUnavailable';
}

/** Checks access tokens that are JWTs (RFC 9068): signature, issuer, audience and time. */
export class TokenCheck {
  #keys: Promise<JWTVerifyGetKey> | undefined;

  constructor(
    readonly config: OAuthConfig,
    readonly audience: string,
    readonly egressProxy?: string,
  ) {}

  /**
   * @throws OAuthError `invalid_token`, which says no more than is needed
   * @throws IssuerUnavailable
   */
  async verifyAccessToken(token: string): Promise<AuthInfo> {
    try {
      const { payload } = await jwtVerify(token, await this.#issuerKeys(), {
        issuer: this.config.issuer,
        audience: this.audience,
        algorithms: ALGORITHMS,
        requiredClaims: ['exp'],
        clockTolerance: CLOCK_TOLERANCE_S,
      });
      return authInfo(token, payload);
    } catch (error) {
      throw explained(error);
    }
  }

  /** Looked up at the first token; tried again when that failed. */
  #issuerKeys(): Promise<JWTVerifyGetKey> {
    this.#keys ??= this.#lookUpKeys();
    this.#keys.catch(() => {
      this.#keys = undefined;
    });
    return this.#keys;
  }

  async #lookUpKeys(): Promise<JWTVerifyGetKey> {
    const fetch = await tunnelFetch(this.egressProxy);
    const url = new URL(this.config.jwksUrl ?? (await jwksUrlOf(this.config.issuer, fetch)));
    return createRemoteJWKSet(url, {
      timeoutDuration: FETCH_TIMEOUT_MS,
      [customFetch]: (address, options) => fetch(address, { ...options, redirect: 'error' }),
    });
  }
}

/** RFC 8414 first, then OpenID Connect Discovery; the document has to be about this very issuer. */
async function jwksUrlOf(issuer: string, fetch: Fetch): Promise<string> {
  const { origin, pathname } = new URL(issuer);
  const path = pathname.replace(/\/+$/u, '');
  const places = [
    `${origin}/.well-known/oauth-authorization-server${path}`,
    `${origin}/.well-known/openid-configuration${path}`,
    `${origin}${path}/.well-known/openid-configuration`,
  ];
  for (const place of places) {
    const metadata = await metadataAt(place, fetch);
    if (metadata?.['issuer'] === issuer && typeof metadata['jwks_uri'] === 'string')
      return metadata['jwks_uri'];
  }
  throw new IssuerUnavailable('The issuer names no keys.');
}

async function metadataAt(url: string, fetch: Fetch): Promise<Readonly<Record<string, unknown>> | undefined> {
  try {
    const signal = AbortSignal.timeout(FETCH_TIMEOUT_MS);
    const response = await fetch(url, { redirect: 'error', signal });
    return response.ok ? ((await response.json()) as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function authInfo(token: string, payload: JWTPayload): AuthInfo {
  const { sub = '', exp = 0, scope, scp, client_id: clientId, azp } = payload;
  return {
    token,
    clientId: text(clientId) ?? text(azp) ?? '',
    scopes: scopesOf(scope ?? scp),
    expiresAt: exp + CLOCK_TOLERANCE_S,
    extra: { subject: sub },
  };
}

/** A text with spaces (RFC 9068), or a list, as some issuers write it. */
function scopesOf(claim: unknown): string[] {
  if (typeof claim === 'string') return claim.split(' ').filter((scope) => scope !== '');
  return Array.isArray(claim) ? claim.filter((scope) => typeof scope === 'string') : [];
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function explained(error: unknown): Error {
  if (error instanceof errors.JWTExpired) return invalid('The token has expired');
  if (error instanceof errors.JWTClaimValidationFailed)
    return invalid(`The token's ${error.claim} is not accepted`);
  if (isTokenFault(error)) return invalid('The token is not valid');
  return new IssuerUnavailable('The keys of the issuer cannot be had.', { cause: error });
}

/** What the token itself is to blame for; every other fault is one of the way to the keys. */
function isTokenFault(error: unknown): boolean {
  return [
    errors.JOSEAlgNotAllowed,
    errors.JOSENotSupported,
    errors.JWSInvalid,
    errors.JWSSignatureVerificationFailed,
    errors.JWTInvalid,
    errors.JWKSNoMatchingKey,
    errors.JWKSMultipleMatchingKeys,
  ].some((fault) => error instanceof fault);
}

function invalid(message: string): OAuthError {
  return new OAuthError(OAuthErrorCode.InvalidToken, message);
}
