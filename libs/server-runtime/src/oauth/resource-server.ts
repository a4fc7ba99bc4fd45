import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  bearerAuthChallengeResponse,
  getOAuthProtectedResourceMetadataUrl,
  OAuthError,
  OAuthErrorCode,
  verifyBearerToken,
  type AuthInfo,
} from '@modelcontextprotocol/server';
import type { OAuthConfig } from '../config.js';
import { answerJson } from '../http/answers.js';
import type { Log } from '../log.js';
import type { ServerParts } from '../mcp/server-parts.js';
import { neededScopes, type ToolLookup } from './needed-scopes.js';
import { IssuerUnavailable, TokenCheck } from './token-check.js';

/** @param url Where the server listens: what clients know it by, unless `OAUTH_RESOURCE` says otherwise */
export function resourceServer(
  { data, log, caller }: ServerParts,
  config: OAuthConfig,
  url: string,
): ResourceServer {
  const { egressProxy } = caller.config;
  return new ResourceServer({
    config,
    resource: config.resource ?? url,
    title: data.manifest.title,
    log,
    ...(egressProxy === undefined ? {} : { egressProxy }),
  });
}

interface ResourceServerOptions {
  readonly config: OAuthConfig;
  /** This server's address with `/mcp`, as clients know it. */
  readonly resource: string;
  readonly title: string;
  readonly log: Log;
  readonly egressProxy?: string;
}

/**
 * Lets in only who brings a token of the configured issuer (MCP authorization: OAuth 2.1 resource server). Tokens are
 * for this server alone; the API is called with the server's own credentials.
 */
export class ResourceServer {
  readonly #check: TokenCheck;
  readonly #metadataUrl: string;

  constructor(readonly options: ResourceServerOptions) {
    const { config, resource, egressProxy } = options;
    this.#check = new TokenCheck(config, config.audience ?? resource, egressProxy);
    this.#metadataUrl = getOAuthProtectedResourceMetadataUrl(new URL(options.resource));
  }

  /** RFC 9728: at the well-known address, with or without the resource's own path. @returns Whether it was asked for */
  answerMetadata(path: string | undefined, response: ServerResponse): boolean {
    const place = '/.well-known/oauth-protected-resource';
    if (path !== place && path !== new URL(this.#metadataUrl).pathname) return false;
    const { config, resource, title } = this.options;
    const scopes = [...new Set([...config.scopes, ...config.writeScopes])];
    const metadata = {
      resource,
      authorization_servers: [config.issuer],
      ...(scopes.length === 0 ? {} : { scopes_supported: scopes }),
      bearer_methods_supported: ['header'],
      resource_name: title,
    };
    answerJson(response, 200, metadata, { 'access-control-allow-origin': '*' });
    return true;
  }

  /** @returns Who asks; undefined when the request was answered with 401, 403 or 503 */
  async admit(request: IncomingMessage, response: ServerResponse): Promise<AuthInfo | undefined> {
    try {
      return await verifyBearerToken(request.headers.authorization, {
        verifier: this.#check,
        requiredScopes: [...this.options.config.scopes],
        resourceMetadataUrl: this.#metadataUrl,
      });
    } catch (error) {
      await this.#refuse(error, this.options.config.scopes, response);
      return undefined;
    }
  }

  /** The scopes that a message needs besides those of every request. */
  neededScopes(body: unknown, toolOf: ToolLookup): string[] {
    return neededScopes(body, this.options.config, toolOf);
  }

  /** Step-up: names every scope that the request needs in one challenge. @returns Whether they are all there */
  async hasScopes(auth: AuthInfo, needed: readonly string[], response: ServerResponse): Promise<boolean> {
    const all = [...new Set([...this.options.config.scopes, ...needed])];
    if (all.every((scope) => auth.scopes.includes(scope))) return true;
    const error = new OAuthError(OAuthErrorCode.InsufficientScope, 'The call needs further scopes');
    await this.#refuse(error, all, response);
    return false;
  }

  async #refuse(error: unknown, scopes: readonly string[], response: ServerResponse): Promise<void> {
    if (!(error instanceof OAuthError)) {
      const reason = error instanceof IssuerUnavailable ? error.message : 'The token could not be checked.';
      this.options.log.error('tokens cannot be checked', { reason });
      return answerJson(response, 503, { error: 'temporarily_unavailable', error_description: reason });
    }
    const challenge = bearerAuthChallengeResponse(error, {
      requiredScopes: [...scopes],
      resourceMetadataUrl: this.#metadataUrl,
    });
    const header = challenge.headers.get('www-authenticate');
    const headers: Record<string, string> = header === null ? {} : { 'www-authenticate': header };
    return answerJson(response, challenge.status, await challenge.json(), headers);
  }
}
