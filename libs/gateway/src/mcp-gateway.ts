import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { buildConnector } from 'undici';
import type { GatewayAccess } from './access.js';
import { pickInstance } from './balance.js';
import { Forwarder, forwardedHeaders, type Outcome } from './forward.js';
import { allowOrigin, answerPreflight, refuse, type Refusal } from './json-rpc-answer.js';
import { bodyOf, type ForwardedBody } from './request-body.js';
import type { Route, RouteInstance, Routes } from './routes.js';
import { fromHandle, toHandle } from './session-handle.js';
import { AnswerWatch, canRepeat, toolOf, type CallEnd } from './tool-call.js';

const PREFIX = '/mcp/';
const SESSION = 'mcp-session-id';
const METHODS: ReadonlySet<string | undefined> = new Set(['GET', 'POST', 'DELETE']);
const RETRY_AFTER_S = 2;

export interface GatewayOptions {
  readonly routes: Routes;
  /** Reaches instances at their addresses, and fails with a code that says when nothing was sent. */
  readonly connector: buildConnector.connector;
  /** Whether Host and Origin name this hub. */
  isOwnHost(request: IncomingMessage): boolean;
  readonly access: GatewayAccess;
  /** Looks up the route of a slug or id anew, before a call is refused for want of it. */
  refresh(key: string): Promise<void>;
  /** Asks for a paused deployment to be started; many at once ask once. */
  wake(deploymentId: string): Promise<void>;
  /** The longest that a call waits for that, in milliseconds. */
  readonly wakeTimeoutMs: number;
  /** A call was made. */
  onCall(deploymentId: string): void;
  /** A tool call has ended. */
  onCallEnd(end: CallEnd): void;
  /** An instance that should serve could not be reached. */
  onUnreachable(deploymentId: string): void;
}

/** Whether a request is the gateway's, whatever becomes of it. */
export function isMcpPath(url: string | undefined): boolean {
  return url?.startsWith(PREFIX) === true;
}

/** The one door for MCP clients: `/mcp/<slug or id>`. It stands on the raw HTTP server, since every call passes it. */
export class McpGateway {
  readonly #forwarder: Forwarder;
  #turn = 0;

  constructor(readonly options: GatewayOptions) {
    this.#forwarder = new Forwarder(options.connector);
  }

  /** Never throws. */
  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const refusal = await this.#serve(request, response);
      if (refusal !== undefined) refuse(response, refusal);
    } catch {
      if (request.destroyed && !request.complete) return void response.destroy();
      // Most of all a key that could not be looked up: never open when in doubt.
      refuse(response, unavailable('The hub cannot serve the call now.'));
    }
  }

  /** Lets go of connections to instances that no route names. */
  prune(): void {
    const { routes } = this.options;
    routes.prune();
    const used = [...routes.all()].flatMap(({ serving, draining }) => [...serving, ...draining]);
    this.#forwarder.keepOnly(new Set(used.map(({ address }) => address)));
  }

  close(): Promise<void> {
    return this.#forwarder.close();
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<Refusal | undefined> {
    const { isOwnHost, access, routes } = this.options;
    if (!isOwnHost(request))
      return { status: 403, code: 'origin-refused', message: 'This Host or Origin is not allowed.' };
    allowOrigin(request, response);
    if (request.method === 'OPTIONS') return void answerPreflight(response);
    const key = keyIn(request.url);
    const route = routes.find(key);
    const allowed = access.allows(request, route);
    if (!(allowed === true || (await allowed)))
      return {
        status: 401,
        code: 'unauthenticated',
        message: 'A key of this endpoint is wanted as bearer token.',
      };
    const current =
      route?.status === 'serving' || route?.status === 'paused' ? route : await this.#fresh(key);
    if (current === undefined)
      return { status: 404, code: 'deployment-unknown', message: 'There is no such deployment.' };
    return this.#call(request, response, current);
  }

  async #fresh(key: string): Promise<Route | undefined> {
    await this.options.refresh(key);
    return this.options.routes.find(key);
  }

  async #call(
    request: IncomingMessage,
    response: ServerResponse,
    route: Route,
  ): Promise<Refusal | undefined> {
    if (!METHODS.has(request.method)) {
      response.setHeader('allow', 'GET, POST, DELETE');
      return { status: 405, code: 'method-refused', message: 'MCP uses GET, POST and DELETE.' };
    }
    const started = performance.now();
    const { deploymentId } = route;
    this.options.onCall(deploymentId);
    // Read before a paused one is woken: a body that waits unread would look like a slow client.
    const body = await bodyOf(request);
    const ready = route.status === 'paused' ? await this.#woken(route, response) : route;
    const tool = request.method === 'POST' ? toolOf(request.headers, body) : undefined;
    if (tool === undefined) return this.#send({ request, response, body }, ready);
    const watch = new AnswerWatch();
    const refusal = await this.#send({ request, response, body, watch }, ready);
    const isError = watch.isError || refusal !== undefined;
    this.options.onCallEnd({ deploymentId, tool, isError, ms: performance.now() - started });
    return refusal;
  }

  async #woken(route: Route, response: ServerResponse): Promise<Route> {
    const { routes, wake, wakeTimeoutMs } = this.options;
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    const signal = AbortSignal.any([gone.signal, AbortSignal.timeout(wakeTimeoutMs)]);
    await wake(route.deploymentId);
    return (await routes.whenServing(route.deploymentId, signal)) ?? route;
  }

  async #send(call: Call, route: Route): Promise<Refusal | undefined> {
    const session = call.request.headers[SESSION];
    if (typeof session === 'string') return this.#sendTo(call, route, session);
    if (route.status !== 'serving') return notServing(route);
    const tried = new Set<string>();
    for (;;) {
      const instance = pickInstance(route.serving, this.options.routes, (this.#turn += 1), tried);
      if (instance === undefined) return notServing(route);
      tried.add(instance.id);
      const outcome = await this.#exchange(call, instance);
      if (outcome === 'answered') return undefined;
      this.options.onUnreachable(route.deploymentId);
      if (outcome === 'failed' && !canRepeat(call)) return broken();
    }
  }

  /** A session lives where it began, and ends with it. */
  async #sendTo(call: Call, route: Route, handle: string): Promise<Refusal | undefined> {
    const found = fromHandle(handle, route);
    if (found === undefined)
      return { status: 404, code: 'session-unknown', message: 'The session has ended; initialize again.' };
    const outcome = await this.#exchange(call, found.instance, found.sessionId);
    if (outcome === 'answered') return undefined;
    this.options.onUnreachable(route.deploymentId);
    return outcome === 'failed' ? broken() : notServing(route);
  }

  async #exchange(call: Call, instance: RouteInstance, sessionId?: string): Promise<Outcome> {
    const load = this.options.routes.load(instance.id);
    const headers = forwardedHeaders(call.request.headers);
    // The key opened this door; the server behind it has no use for it.
    if (this.options.access.wantsKey) delete headers.authorization;
    if (sessionId !== undefined) headers[SESSION] = sessionId;
    const onHeaders = (answer: IncomingHttpHeaders) => {
      const given = answer[SESSION];
      if (typeof given !== 'string') return;
      answer[SESSION] = toHandle(instance.id, given);
      load.sessionAt = Date.now();
    };
    load.calls += 1;
    try {
      return await this.#forwarder.send(instance.address, { ...call, headers, onHeaders });
    } finally {
      load.calls -= 1;
      if (sessionId !== undefined) load.sessionAt = Date.now();
    }
  }
}

interface Call {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly body: ForwardedBody;
  readonly watch?: AnswerWatch;
}

function keyIn(url = ''): string {
  const end = url.indexOf('?');
  return url.slice(PREFIX.length, end < 0 ? undefined : end).replace(/\/$/, '');
}

function notServing({ state, reason }: Route): Refusal {
  return { ...unavailable(`The server is ${state}.${reason === null ? '' : ` ${reason}`}`), state };
}

function unavailable(message: string): Refusal {
  return { status: 503, code: 'deployment-unavailable', message, retryAfter: RETRY_AFTER_S };
}

/** Whether the server carried the call out is not known, so it is for the client to try again. */
function broken(): Refusal {
  return { status: 502, code: 'server-failed', message: 'The server ended the call without an answer.' };
}
