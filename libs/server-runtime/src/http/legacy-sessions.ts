import { randomUUID } from 'node:crypto';
import {
  isInitializeRequest,
  isLegacyRequest,
  WebStandardStreamableHTTPServerTransport,
  type AuthInfo,
  type McpHandlerRequestOptions,
  type Server,
} from '@modelcontextprotocol/server';

/** A client that comes back later than this starts anew, as the specification has it. */
const IDLE_MS = 30 * 60_000;
const SWEEP_MS = 60_000;
const MOST_SESSIONS = 1_000;
const SESSION_NOT_FOUND = -32_001;

interface Session {
  readonly transport: WebStandardStreamableHTTPServerTransport;
  /** Who opened it: a session's id alone is no proof. */
  readonly owner: string;
  lastUsed: number;
}

export interface SessionOptions {
  /** `on`: for every older client; `auto`: for those that can be asked something, where the server asks. */
  readonly mode: 'auto' | 'on' | 'off';
  readonly asksClient: boolean;
  readonly makeServer: () => Server;
}

type Fetch = (request: Request, options?: McpHandlerRequestOptions) => Promise<Response>;

/**
 * Sessions for clients of 2025-11-25 and older over HTTP: only with one can a server ask its client something, be told
 * to cancel a call, or remember a log level. Bounded in number and time.
 */
export class LegacySessions {
  readonly #sessions = new Map<string, Session>();
  readonly #sweeper: NodeJS.Timeout;

  constructor(readonly options: SessionOptions) {
    this.#sweeper = setInterval(() => this.#sweep(), SWEEP_MS).unref();
  }

  /** Serves what belongs to a session and leaves the rest to `next`. */
  around(next: Fetch): Fetch {
    return async (request, options = {}) => {
      const id = request.headers.get('mcp-session-id');
      if (id !== null && (await isLegacyRequest(request, options.parsedBody)))
        return this.#serve(id, request, options);
      if (id === null && this.#wantsSession(options.parsedBody)) return this.#open(request, options);
      return next(request, options);
    };
  }

  async close(): Promise<void> {
    clearInterval(this.#sweeper);
    await Promise.all([...this.#sessions.values()].map(({ transport }) => transport.close()));
  }

  #wantsSession(body: unknown): boolean {
    if (!isInitializeRequest(body)) return false;
    if (this.options.mode === 'on') return true;
    const { elicitation, sampling, roots } = body.params.capabilities;
    return this.options.asksClient && (elicitation ?? sampling ?? roots) !== undefined;
  }

  async #open(request: Request, options: McpHandlerRequestOptions): Promise<Response> {
    this.#makeRoom();
    const transport = new WebStandardStreamableHTTPServerTransport({
      sessionIdGenerator: () => randomUUID(),
      onsessioninitialized: (id) => {
        this.#sessions.set(id, { transport, owner: ownerOf(options.authInfo), lastUsed: Date.now() });
      },
      onsessionclosed: (id) => {
        this.#sessions.delete(id);
      },
    });
    await this.options.makeServer().connect(transport);
    return transport.handleRequest(request, options);
  }

  async #serve(id: string, request: Request, options: McpHandlerRequestOptions): Promise<Response> {
    const session = this.#sessions.get(id);
    if (session === undefined || session.owner !== ownerOf(options.authInfo)) {
      const error = { code: SESSION_NOT_FOUND, message: 'No such session: initialize again.' };
      return Response.json({ jsonrpc: '2.0', error, id: null }, { status: 404 });
    }
    session.lastUsed = Date.now();
    return session.transport.handleRequest(request, options);
  }

  #sweep(): void {
    for (const [id, { lastUsed }] of this.#sessions) if (lastUsed < Date.now() - IDLE_MS) this.#end(id);
  }

  #makeRoom(): void {
    if (this.#sessions.size < MOST_SESSIONS) return;
    const [longestIdle] = [...this.#sessions].toSorted(([, a], [, b]) => a.lastUsed - b.lastUsed);
    if (longestIdle !== undefined) this.#end(longestIdle[0]);
  }

  #end(id: string): void {
    void this.#sessions.get(id)?.transport.close();
    this.#sessions.delete(id);
  }
}

function ownerOf(auth: AuthInfo | undefined): string {
  return JSON.stringify([auth?.clientId, auth?.extra?.['subject']]);
}
