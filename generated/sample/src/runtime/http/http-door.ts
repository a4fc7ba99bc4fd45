import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ServerConfig } from '../config.js';
import type { ServerParts } from '../mcp/server-parts.js';
import type { ResourceServer } from '../oauth/resource-server.js';
import { isOwnHost, isOwnOrigin, repeatedHeader } from '../request-guard.js';
import type { MetricsSource } from '../telemetry/metrics-server.js';
import { answerJson, answerRefusal, Refusal } from './answers.js';
import { allowOrigin, answerPreflight, isPreflight } from './cors.js';
import { FastLane } from './fast-lane.js';
import type { McpHandler } from './mcp-handler.js';
import { readJsonBody } from './request-body.js';

export interface HttpDoorOptions {
  readonly parts: ServerParts;
  /** What needs the SDK. */
  readonly handler: () => Promise<McpHandler>;
  /** Set where clients need a token. */
  readonly oauth?: ResourceServer;
}

/** What every request over HTTP passes before MCP sees it; whatever fails here is refused. */
export class HttpDoor {
  readonly #fastLane: FastLane;

  constructor(readonly options: HttpDoorOptions) {
    const { parts, handler } = options;
    this.#fastLane = new FastLane(parts, handler);
  }

  /** Never throws. */
  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      await this.#route(request, response);
    } catch (error) {
      if (error instanceof Refusal) return answerRefusal(response, error);
      // A client that went away or was cut off while its body was read.
      if (request.destroyed || request.errored !== null) return void response.destroy();
      const reason = error instanceof Error ? error.message : String(error);
      this.options.parts.log.error('request failed', { reason });
      answerJson(response, 500, { error: 'The request could not be served.' });
    }
  }

  #route(request: IncomingMessage, response: ServerResponse): Promise<void> | void {
    this.#guard(request, this.options.parts.caller.config);
    const path = request.url?.split('?')[0];
    return path === '/mcp' ? this.#mcp(request, response) : this.#other(path, request, response);
  }

  async #other(path: string | undefined, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const isRead = request.method === 'GET' || request.method === 'HEAD';
    if (isRead && (await this.#read(path, response))) return undefined;
    return answerJson(response, 404, { error: 'Not found. MCP is served at /mcp, health at /healthz.' });
  }

  /** @returns whether there is something at the path */
  async #read(path: string | undefined, response: ServerResponse): Promise<boolean> {
    const { data, caller, telemetry } = this.options.parts;
    if (path === '/healthz') {
      answerJson(response, 200, { ...health(data.manifest), upstream: caller.upstream() });
      return true;
    }
    if (path === '/metrics' && telemetry?.figures !== undefined) {
      await answerFigures(response, telemetry.figures);
      return true;
    }
    return this.options.oauth?.answerMetadata(path, response) === true;
  }

  /** @throws Refusal */
  #guard(request: IncomingMessage, config: ServerConfig): void {
    const repeated = repeatedHeader(request);
    if (repeated !== undefined) throw new Refusal(400, `The header ${repeated} came twice.`);
    if (!isOwnHost(request.headers.host, config) || !isOwnOrigin(request.headers.origin, config))
      throw new Refusal(403, 'This Host or Origin is not allowed; set ALLOWED_HOSTS or ALLOWED_ORIGINS.');
  }

  #mcp(request: IncomingMessage, response: ServerResponse): Promise<void> | void {
    const { oauth } = this.options;
    allowOrigin(request, response);
    if (isPreflight(request)) return answerPreflight(response);
    return oauth === undefined
      ? this.#serve(request, response)
      : this.#serveWithToken(oauth, request, response);
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await this.#body(request);
    return this.#fastLane.serve(request, response, body);
  }

  async #serveWithToken(
    oauth: ResourceServer,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const auth = await oauth.admit(request, response);
    if (auth === undefined) return undefined;
    const body = await this.#body(request);
    const { factory, serve } = await this.options.handler();
    const needed = oauth.neededScopes(body, (name) => factory.tools.scoped(name));
    if (!(await oauth.hasScopes(auth, needed, response))) return undefined;
    return serve(Object.assign(request, { auth }), response, body);
  }

  #body(request: IncomingMessage): Promise<unknown> | undefined {
    if (request.method !== 'POST') return undefined;
    return readJsonBody(request, this.options.parts.caller.config.maxRequestBytes);
  }
}

async function answerFigures(response: ServerResponse, figures: MetricsSource): Promise<void> {
  const text = await figures.metrics();
  response.writeHead(200, { 'content-type': figures.contentType, 'cache-control': 'no-store' }).end(text);
}

function health({ name, version, toolCount }: { name: string; version: string; toolCount: number }) {
  return { status: 'ok', name, version, tools: toolCount };
}
