import { readFileSync } from 'node:fs';
import { CallError } from '../call-error.js';
import type { ServerConfig } from '../config.js';
import type { CredentialScheme, SecurityNeed, ServerManifest } from '../format.js';
import { encode } from '../request/percent.js';
import { noAuth, type AppliedAuth } from './applied.js';
import type { OAuthTokens } from './oauth-tokens.js';

type OAuth2 = Extract<CredentialScheme, { type: 'oauth2' }>;

const NONE: readonly string[] = [];

/** Applies the API's security schemes with the secrets that the environment holds. */
export class Credentials {
  constructor(
    readonly manifest: ServerManifest,
    readonly config: ServerConfig,
    readonly tokens: OAuthTokens,
  ) {}

  /**
   * Takes the first alternative whose every scheme is configured; an empty one means that a credential
   * is optional.
   *
   * @throws CallError that names the variables to set
   */
  apply(
    alternatives: readonly (readonly SecurityNeed[])[],
    signal: AbortSignal,
  ): AppliedAuth | Promise<AppliedAuth> {
    return alternatives.length === 0 ? noAuth() : this.#applyFirst(alternatives, signal);
  }

  async #applyFirst(
    alternatives: readonly (readonly SecurityNeed[])[],
    signal: AbortSignal,
  ): Promise<AppliedAuth> {
    const auth = noAuth();
    const configured = alternatives
      .filter((needs) => needs.length > 0)
      .map((needs) => this.#applicable(needs))
      .find((needs) => needs.every((need) => this.#isConfigured(need)));
    if (configured === undefined) {
      if (alternatives.some((needs) => needs.length === 0)) return auth;
      throw new CallError(this.#missing(alternatives));
    }
    for (const need of configured) await this.#applyOne(need, auth, signal);
    return auth;
  }

  /** Every secret that is set, for redaction; longest first, so that none is cut by a shorter one. */
  secrets(): readonly string[] {
    if (Object.keys(this.manifest.credentials).length === 0) return NONE;
    const values = Object.values(this.manifest.credentials)
      .flatMap(secretVariables)
      .flatMap((name) => this.config.variable(name) ?? []);
    const plain = [...values, ...this.#basicPairs(), ...this.#clientPairs(), ...this.tokens.current()];
    // In addresses and cookies they travel encoded, and an API may echo them in JSON.
    const forms = plain.flatMap((value) => [value, encode(value), JSON.stringify(value).slice(1, -1)]);
    return [...new Set(forms)].filter((value) => value.length >= 4).toSorted((a, b) => b.length - a.length);
  }

  /** As they travel (RFC 7617 section 2). */
  #basicPairs(): string[] {
    return Object.values(this.manifest.credentials).flatMap((scheme) =>
      scheme.type === 'basic' && this.config.variable(scheme.passwordEnv) !== undefined
        ? [this.#basicPair(scheme)]
        : [],
    );
  }

  /** What the token endpoint is shown (RFC 6749 section 2.3.1). */
  #clientPairs(): string[] {
    return Object.values(this.manifest.credentials).flatMap((scheme) => {
      if (scheme.type !== 'oauth2' || scheme.clientCredentials === undefined) return [];
      return this.#hasClient(scheme) ? [this.tokens.clientPair(scheme.clientCredentials)] : [];
    });
  }

  #basicPair({ usernameEnv, passwordEnv }: Extract<CredentialScheme, { type: 'basic' }>): string {
    const [user, password] = [usernameEnv, passwordEnv].map((name) => this.config.variable(name) ?? '');
    return Buffer.from(`${user}:${password}`, 'utf8').toString('base64');
  }

  /** Variables that would satisfy the first alternative, for a hint. */
  variablesFor(alternatives: readonly (readonly SecurityNeed[])[]): string[] {
    return [...new Set(alternatives.flat().flatMap(({ scheme }) => variablesOf(this.#scheme(scheme))))];
  }

  #scheme(key: string): CredentialScheme {
    return (
      this.manifest.credentials[key] ?? {
        type: 'unsupported',
        reason: `The security scheme "${key}" is not defined.`,
      }
    );
  }

  /** A request has one `Authorization` header: of several schemes that want it, one that is configured counts. */
  #applicable(needs: readonly SecurityNeed[]): readonly SecurityNeed[] {
    const rivals = needs.filter(({ scheme }) => usesAuthorization(this.#scheme(scheme)));
    if (rivals.length < 2) return needs;
    const chosen = rivals.find((need) => this.#isConfigured(need)) ?? rivals[0];
    return needs.filter((need) => need === chosen || !rivals.includes(need));
  }

  #isConfigured({ scheme }: SecurityNeed): boolean {
    const has = (name: string) => this.config.variable(name) !== undefined;
    const found = this.#scheme(scheme);
    switch (found.type) {
      case 'apiKey':
      case 'bearer':
        return has(found.env);
      case 'basic':
        return has(found.usernameEnv) || has(found.passwordEnv);
      case 'oauth2':
        return has(found.tokenEnv) || this.#hasClient(found);
      case 'mutualTls':
        return has(found.certEnv) && has(found.keyEnv);
      case 'unsupported':
        return false;
    }
  }

  #hasClient({ clientCredentials }: OAuth2): boolean {
    if (clientCredentials === undefined) return false;
    return [clientCredentials.clientIdEnv, clientCredentials.clientSecretEnv].every(
      (name) => this.config.variable(name) !== undefined,
    );
  }

  async #applyOne(need: SecurityNeed, auth: AppliedAuth, signal: AbortSignal): Promise<void> {
    const scheme = this.#scheme(need.scheme);
    const value = (name: string) => this.config.variable(name) ?? '';
    switch (scheme.type) {
      case 'apiKey':
        return applyKey(scheme, value(scheme.env), auth);
      case 'bearer':
        auth.headers['authorization'] = `Bearer ${value(scheme.env)}`;
        return;
      case 'basic':
        auth.headers['authorization'] = `Basic ${this.#basicPair(scheme)}`;
        return;
      case 'oauth2': {
        const token =
          this.config.variable(scheme.tokenEnv) ?? (await this.tokens.get(scheme, need.scopes, signal));
        auth.headers['authorization'] = `Bearer ${token}`;
        return;
      }
      case 'mutualTls':
        auth.tls = { cert: readPem(scheme.certEnv, value), key: readPem(scheme.keyEnv, value) };
        return;
      case 'unsupported':
    }
  }

  #missing(alternatives: readonly (readonly SecurityNeed[])[]): string {
    const ways = alternatives.map((needs) =>
      needs
        .map(({ scheme }) => this.#scheme(scheme))
        .map((found) => (found.type === 'unsupported' ? found.reason : variablesOf(found).join(' and ')))
        .join(', together with '),
    );
    return `This call needs a credential, and none is configured; nothing was sent. Set ${[...new Set(ways)].join(', or ')} in the environment of this server.`;
  }
}

function usesAuthorization(scheme: CredentialScheme): boolean {
  if (scheme.type === 'apiKey')
    return scheme.in === 'header' && scheme.name.toLowerCase() === 'authorization';
  return scheme.type === 'bearer' || scheme.type === 'basic' || scheme.type === 'oauth2';
}

function applyKey(
  scheme: Extract<CredentialScheme, { type: 'apiKey' }>,
  key: string,
  auth: AppliedAuth,
): void {
  if (scheme.in === 'header') auth.headers[scheme.name.toLowerCase()] = key;
  else if (scheme.in === 'query') auth.query.push(`${encode(scheme.name)}=${encode(key)}`);
  else auth.cookies.push(`${scheme.name}=${encode(key)}`);
}

function readPem(name: string, value: (name: string) => string): string {
  const given = value(name);
  // A deployed server has no files but its own: there the text itself is given.
  if (given.startsWith('-----BEGIN ')) return given;
  try {
    return readFileSync(given, 'utf8');
  } catch {
    throw new CallError(`The file that ${name} names cannot be read; nothing was sent.`);
  }
}

/** Every variable of a scheme, for people. */
function variablesOf(scheme: CredentialScheme): string[] {
  switch (scheme.type) {
    case 'apiKey':
    case 'bearer':
      return [scheme.env];
    case 'basic':
      return [scheme.usernameEnv, scheme.passwordEnv];
    case 'oauth2':
      return scheme.clientCredentials === undefined
        ? [scheme.tokenEnv]
        : [
            `${scheme.tokenEnv} (or ${scheme.clientCredentials.clientIdEnv} with ${scheme.clientCredentials.clientSecretEnv})`,
          ];
    case 'mutualTls':
      return [scheme.certEnv, scheme.keyEnv];
    case 'unsupported':
      return [];
  }
}

/** Variables that hold a secret, not a file name or a user's name. */
function secretVariables(scheme: CredentialScheme): string[] {
  switch (scheme.type) {
    case 'apiKey':
    case 'bearer':
      return [scheme.env];
    case 'basic':
      return [scheme.passwordEnv];
    case 'oauth2':
      return [
        scheme.tokenEnv,
        ...(scheme.clientCredentials === undefined ? [] : [scheme.clientCredentials.clientSecretEnv]),
      ];
    default:
      return [];
  }
}
