import type { ServerContext } from '@modelcontextprotocol/server';
import type { CallContext } from '../custom.js';

/** Calls `leave` once the client is gone, at once if it is already. */
export type WhenGone = (leave: () => void) => void;

/** A request that is answered without the SDK. */
export class PlainRequest {
  #ended: AbortController | undefined;

  /**
   * @param meta The request's `_meta`
   * @param connection Aborted when the client goes away. It outlives the request: a listener has to be taken back
   */
  constructor(
    readonly meta: unknown,
    readonly connection: AbortSignal,
    readonly whenGone: WhenGone,
  ) {}

  /** The same for this request alone, made for who asks for it: owner's code may leave listeners behind. */
  get signal(): AbortSignal {
    if (this.#ended === undefined) {
      const ended = (this.#ended = new AbortController());
      this.whenGone(() => ended.abort());
    }
    return this.#ended.signal;
  }

  /**
   * What the SDK gives a handler: nothing but the request, its end and what the client said of itself. Owner's code
   * that may look further is never given one.
   */
  get sdk(): ServerContext {
    const { meta: envelope, signal } = this;
    const mcpReq = { method: 'tools/call', signal, envelope, notify: () => Promise.resolve() };
    return { mcpReq } as unknown as ServerContext;
  }
}

const MEMBERS: readonly (keyof CallContext)[] = [
  'signal',
  'era',
  'clientCapabilities',
  'user',
  'progress',
  'log',
  'callTool',
  'ask',
  'answer',
  'state',
  'sdk',
];

/** A context that is made once somebody looks at it: code that names no context gets one all the same. */
class LazyContext {
  #whole: CallContext | undefined;

  constructor(readonly make: () => CallContext) {}

  whole(): CallContext {
    this.#whole ??= this.make();
    return this.#whole;
  }
}

for (const member of MEMBERS)
  Object.defineProperty(LazyContext.prototype, member, {
    get(this: LazyContext): unknown {
      return Reflect.get(this.whole(), member);
    },
  });

export function lazyContext(make: () => CallContext): CallContext {
  return new LazyContext(make) as unknown as CallContext;
}
