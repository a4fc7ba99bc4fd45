import type * as Undici from 'undici';
import { CallError } from '../call-error.js';
import { isRecord } from '../request/values.js';
import { Deadline } from './deadline.js';
import type { OpenExchange } from '../upstream/exchange.js';
import type { Collected, Collector } from './collector.js';

const PROTOCOL = 'graphql-transport-ws';
/** An operation's id; there is one in each connection. */
const ID = '1';
const OPEN = 1;
/** Whoever does not answer a goodbye is left after this. */
const CLOSING_MS = 500;
const SWITCHING_PROTOCOLS = 101;

type Message = Readonly<Record<string, unknown>>;

export interface SocketSubscription {
  /** `query`, `operationName` and `variables`. */
  readonly payload: unknown;
  /** Sent with the first message: what proves who asks. Servers differ in whether they read it here or in the headers. */
  readonly credentials: Readonly<Record<string, string>>;
  /** Until the API has taken the connection. */
  readonly openingMs: number;
}

/**
 * Collects over a WebSocket of its own ("GraphQL over WebSocket Protocol", graphql-transport-ws).
 *
 * @throws CallError where no such connection comes about; DOMException `TimeoutError` where it takes too long
 */
export async function collectOverWebSocket(
  open: OpenExchange,
  collector: Collector,
  subscription: SocketSubscription,
): Promise<{ readonly status: number; readonly collected: Collected }> {
  const connection = connect(open, collector.limits.bytes);
  const deadline = new Deadline(collector.signal, subscription.openingMs);
  try {
    await new Conversation(connection.socket, collector, subscription).begun(deadline.signal);
    deadline.end();
    return { status: SWITCHING_PROTOCOLS, collected: await collector.done };
  } finally {
    deadline.end();
    connection.leave();
  }
}

/** One subscription in one socket. */
class Conversation {
  #isTaken = false;
  #taken: () => void = () => undefined;
  #refused: (reason: unknown) => void = () => undefined;

  constructor(
    readonly socket: Undici.WebSocket,
    readonly collector: Collector,
    readonly subscription: SocketSubscription,
  ) {}

  /** Resolves when the API has taken the connection and the subscription is sent. */
  begun(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#taken = resolve;
      this.#refused = reject;
      if (signal.aborted) reject(signal.reason as Error);
      signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
      this.socket.addEventListener('open', () => this.#initialise());
      this.socket.addEventListener('message', ({ data }) => this.#hear(data));
      this.socket.addEventListener('error', ({ message }) => this.#lose(message));
      this.socket.addEventListener('close', ({ code, reason }) => this.#lose(`${code} ${reason}`.trim()));
    });
  }

  #initialise(): void {
    const { credentials } = this.subscription;
    const payload = { ...credentials, headers: credentials };
    this.#say({ type: 'connection_init', ...(Object.keys(credentials).length > 0 ? { payload } : {}) });
  }

  #hear(data: unknown): void {
    const text = typeof data === 'string' ? data : '';
    this.collector.received(Buffer.byteLength(text));
    const message = parsed(text);
    if (message === undefined) this.#lose('The API sent a message that is no JSON.');
    else if (message['type'] === 'ping') this.#say({ type: 'pong' });
    else if (message['type'] === 'connection_ack') this.#subscribe();
    else if (message['id'] === ID) this.#take(message);
  }

  #subscribe(): void {
    if (this.#isTaken) return;
    this.#isTaken = true;
    this.#say({ id: ID, type: 'subscribe', payload: this.subscription.payload });
    this.collector.begin();
    this.#taken();
  }

  #take({ type, payload }: Message): void {
    if (type === 'next') this.collector.take(payload);
    else if (type === 'complete') this.collector.end('complete');
    else if (type === 'error') this.collector.end('error', { errors: [payload].flat() });
  }

  #lose(reason: string): void {
    this.collector.end('connection_lost', { reason });
    this.#refused(
      new CallError(
        `The API opened no WebSocket for subscriptions (${reason}). Check GRAPHQL_SUBSCRIPTIONS_URL, GRAPHQL_SUBSCRIPTIONS_TRANSPORT and the credential of this server.`,
      ),
    );
  }

  #say(message: Message): void {
    if (this.socket.readyState === OPEN) this.socket.send(JSON.stringify(message));
  }
}

/** Its own pool, so that a peer that never says goodbye can be left for good. */
function connect(
  { request, undici, connect: connector }: OpenExchange,
  maxPayloadSize: number,
): { socket: Undici.WebSocket; leave(): void } {
  let end: () => void = () => undefined;
  const dispatcher = new undici.Agent({
    webSocket: { maxPayloadSize },
    connect: (options, callback) =>
      connector(options, (...made) => {
        end = () => made[1]?.destroy();
        callback(...made);
      }),
  });
  const socket = new undici.WebSocket(request.url, {
    protocols: [PROTOCOL],
    headers: request.headers,
    dispatcher,
  });
  const destroy = () => {
    end();
    void dispatcher.destroy();
  };
  return {
    socket,
    leave() {
      if (socket.readyState === OPEN) socket.send(JSON.stringify({ id: ID, type: 'complete' }));
      socket.close(1000);
      setTimeout(destroy, CLOSING_MS).unref();
    },
  };
}

function parsed(text: string): Message | undefined {
  try {
    const value = JSON.parse(text) as unknown;
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
