import { EventEmitter } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { ChangeFeed, type Change } from './change-feed.js';

const CHANNEL = 'toolwright_changes';
const MAX_PAUSE_MS = 5_000;

/** PostgreSQL LISTEN/NOTIFY on a connection of its own, which is opened again when it is lost. */
export class PgChangeFeed extends ChangeFeed {
  readonly #emitter = new EventEmitter({ captureRejections: false });
  #client: Client | undefined;
  #closed = false;
  #publishing: Promise<unknown> = Promise.resolve();

  constructor(readonly databaseUrl: string) {
    super();
    this.#emitter.setMaxListeners(0);
  }

  async open(): Promise<void> {
    const client = new Client({ connectionString: this.databaseUrl });
    client.on('notification', ({ payload = '' }) => {
      const cut = payload.indexOf(' ');
      this.#emitter.emit(payload);
      this.#emitter.emit(payload.slice(0, cut), payload.slice(cut + 1));
    });
    client.on('error', () => void this.#reopen(client));
    await client.connect();
    await client.query(`LISTEN ${CHANNEL}`);
    this.#client = client;
  }

  /** One after another: a connection carries one statement at a time. */
  override publish(change: Change): Promise<void> {
    const published = this.#publishing
      .catch(() => undefined)
      .then(() => this.#client?.query('SELECT pg_notify($1, $2)', [CHANNEL, keyOf(change)]));
    this.#publishing = published;
    return published.then(() => undefined);
  }

  override subscribe(change: Change, listener: () => void): () => void {
    const key = keyOf(change);
    this.#emitter.on(key, listener);
    return () => this.#emitter.off(key, listener);
  }

  override subscribeAll(topic: string, listener: (id: string) => void): () => void {
    this.#emitter.on(topic, listener);
    return () => this.#emitter.off(topic, listener);
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#emitter.removeAllListeners();
    await this.#client?.end().catch(() => undefined);
  }

  async #reopen(lost: Client): Promise<void> {
    if (this.#closed || this.#client !== lost) return;
    this.#client = undefined;
    await lost.end().catch(() => undefined);
    for (let pause = 100; !this.#closed; pause = Math.min(pause * 2, MAX_PAUSE_MS)) {
      await sleep(pause);
      const opened = await this.open().then(
        () => true,
        () => false,
      );
      if (opened) return;
    }
  }
}

function keyOf({ topic, id }: Change): string {
  return `${topic} ${id}`;
}
