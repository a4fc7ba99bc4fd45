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

/** Stands for a context that is made once somebody looks at it: code that names no context gets one all the same. */
class LazyContext implements ProxyHandler<CallContext> {
  #whole: CallContext | undefined;

  constructor(readonly make: () => CallContext) {}

  get(_target: CallContext, member: string | symbol): unknown {
    return Reflect.get(this.#context(), member);
  }

  set(_target: CallContext, member: string | symbol, value: unknown): boolean {
    return Reflect.set(this.#context(), member, value);
  }

  has(_target: CallContext, member: string | symbol): boolean {
    return Reflect.has(this.#context(), member);
  }

  // With these two a copy of it is as whole as the context itself.
  ownKeys(): (string | symbol)[] {
    return Reflect.ownKeys(this.#context());
  }

  getOwnPropertyDescriptor(_target: CallContext, member: string | symbol): PropertyDescriptor | undefined {
    return Reflect.getOwnPropertyDescriptor(this.#context(), member);
  }

  #context(): CallContext {
    return (this.#whole ??= this.make());
  }
}

export function lazyContext(make: () => CallContext): CallContext {
  return new Proxy({} as CallContext, new LazyContext(make));
}
