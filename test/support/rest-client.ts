import { setTimeout as sleep } from 'node:timers/promises';

export interface RestAnswer<T = Record<string, unknown>> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: T;
}

/** Calls the REST API as any HTTP client would. */
export class RestClient {
  constructor(
    readonly url: string,
    public key = '',
  ) {}

  get<T = Record<string, unknown>>(path: string): Promise<RestAnswer<T>> {
    return this.#send('GET', path);
  }

  post<T = Record<string, unknown>>(path: string, body: unknown = {}): Promise<RestAnswer<T>> {
    return this.#sendJson('POST', path, body);
  }

  patch<T = Record<string, unknown>>(path: string, body: unknown): Promise<RestAnswer<T>> {
    return this.#sendJson('PATCH', path, body);
  }

  put<T = Record<string, unknown>>(path: string, body: unknown): Promise<RestAnswer<T>> {
    return this.#sendJson('PUT', path, body);
  }

  /** @param fields Further form fields. */
  upload<T = Record<string, unknown>>(
    path: string,
    name: string,
    bytes: Uint8Array,
    fields: Readonly<Record<string, string>> = {},
  ): Promise<RestAnswer<T>> {
    const form = new FormData();
    for (const [field, value] of Object.entries(fields)) form.append(field, value);
    form.append('file', new Blob([new Uint8Array(bytes)]), name);
    return this.#send('POST', path, { body: form });
  }

  delete<T = Record<string, unknown>>(path: string): Promise<RestAnswer<T>> {
    return this.#send('DELETE', path);
  }

  async bytes(path: string): Promise<Uint8Array> {
    const response = await fetch(this.url + path, { headers: this.#auth() });
    return new Uint8Array(await response.arrayBuffer());
  }

  /** The `data` of server-sent events, until the server ends the stream or the condition holds. */
  async events<T>(path: string, enough: (event: T) => boolean): Promise<T[]> {
    const response = await fetch(this.url + path, {
      headers: { ...this.#auth(), accept: 'text/event-stream' },
      signal: AbortSignal.timeout(60_000),
    });
    const events: T[] = [];
    let rest = '';
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
      const blocks = (rest + new TextDecoder().decode(chunk)).split('\n\n');
      rest = blocks.pop() ?? '';
      for (const block of blocks) {
        const data = /^data: (.*)$/m.exec(block)?.[1];
        if (data === undefined) continue;
        events.push(JSON.parse(data) as T);
        // Leaving the loop cancels the body, and the server sees the client go.
        if (enough(events.at(-1) as T)) return events;
      }
    }
    return events;
  }

  /** Asks again until the condition holds. */
  async until<T>(path: string, holds: (body: T) => boolean): Promise<T> {
    const deadline = Date.now() + 60_000;
    for (;;) {
      const { body } = await this.get<T>(path);
      if (holds(body)) return body;
      if (Date.now() > deadline) throw new Error(`not in time: ${JSON.stringify(body)}`);
      await sleep(50);
    }
  }

  #sendJson<T>(method: string, path: string, body: unknown): Promise<RestAnswer<T>> {
    return this.#send(method, path, {
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
    });
  }

  async #send<T>(method: string, path: string, init: RequestInit = {}): Promise<RestAnswer<T>> {
    const response = await fetch(this.url + path, {
      method,
      ...init,
      headers: { ...this.#auth(), ...(init.headers as Record<string, string>) },
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: (text === '' ? {} : JSON.parse(text)) as T,
    };
  }

  #auth(): Record<string, string> {
    return this.key === '' ? {} : { authorization: `Bearer ${this.key}` };
  }
}
