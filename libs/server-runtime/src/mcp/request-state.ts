import { randomBytes } from 'node:crypto';
import {
  createRequestStateCodec,
  type RequestStateCodec,
  type ServerContext,
} from '@modelcontextprotocol/server';
import type { ServerConfig } from '../config.js';

/** What is asked for in one round comes back with the next: for whom it was made, and the state itself. */
interface Sealed {
  /** `tools/call deletePet`: state made for one thing is none for another. */
  readonly for: string;
  readonly state: unknown;
}

/**
 * Signs what travels through the client between the rounds of a request. Bound to the caller and the method; without
 * `REQUEST_STATE_KEY` the key lives as long as the process.
 */
export class RequestStates {
  readonly #codec: RequestStateCodec<Sealed>;

  constructor(config: ServerConfig) {
    this.#codec = createRequestStateCodec<Sealed>({
      key: config.requestStateKey ?? randomBytes(32),
      bind: ({ mcpReq, http }) =>
        JSON.stringify([mcpReq.method, http?.authInfo?.clientId, http?.authInfo?.extra?.['subject']]),
    });
  }

  /** For the SDK, which refuses the request with -32602 when this throws. */
  readonly verify = (state: string, context: ServerContext): Promise<Sealed> =>
    this.#codec.verify(state, context);

  seal(subject: string, state: unknown, context: ServerContext): Promise<string> {
    return this.#codec.mint({ for: subject, state }, context);
  }

  open<T>(subject: string, context: ServerContext): T | undefined {
    const sealed = context.mcpReq.requestState<Sealed>();
    return sealed?.for === subject ? (sealed.state as T) : undefined;
  }
}
