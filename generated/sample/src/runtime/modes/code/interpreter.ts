import {
  newQuickJSWASMModuleFromVariant,
  type QuickJSContext,
  type QuickJSDeferredPromise,
  type QuickJSHandle,
} from 'quickjs-emscripten-core';
import type { SandboxLimits, SandboxOutcome } from './messages.js';
import { PRELUDE } from './prelude.js';

const MAX_STACK_BYTES = 512 * 1024;
const FILE = 'code.js';

type SendCall = (id: number, name: string, args: string) => void;

/**
 * QuickJS in WebAssembly, with nothing of this process but two functions: one asks for a call of the API,
 * the other takes a line of the log.
 */
export class Interpreter {
  readonly #calls = new Map<number, QuickJSDeferredPromise>();
  readonly #deadline: number;
  #made = 0;
  #logs = '';
  /** Why the run has to end now. */
  #ended: string | undefined;
  #wake: (() => void) | undefined;

  static async start(limits: SandboxLimits, sendCall: SendCall): Promise<Interpreter> {
    const started = Date.now();
    const quickjs = await newQuickJSWASMModuleFromVariant(
      import('@jitl/quickjs-singlefile-cjs-release-sync'),
    );
    return new Interpreter(quickjs.newContext(), { limits, sendCall, started });
  }

  private constructor(
    readonly context: QuickJSContext,
    readonly host: { readonly limits: SandboxLimits; readonly sendCall: SendCall; readonly started: number },
  ) {
    const { limits, started } = host;
    this.#deadline = started + limits.timeoutMs;
    const { runtime } = context;
    runtime.setMemoryLimit(limits.memoryMb * 1024 * 1024);
    runtime.setMaxStackSize(MAX_STACK_BYTES);
    runtime.setInterruptHandler(() => this.#mustEnd());
  }

  /** Never rejects. Nothing is freed: the thread ends with the run. */
  async run(code: string): Promise<SandboxOutcome> {
    try {
      const write = this.#prepare();
      const promise = this.#value(this.context.evalCode(`(async () => {${code}\n})()`, FILE));
      const value = await this.#settled(promise);
      const limit = this.context.newNumber(this.host.limits.maxOutputChars);
      return this.#outcomeOf(
        this.#value(this.context.callFunction(write, this.context.undefined, value, limit)),
      );
    } catch (error) {
      return { ok: false, logs: this.#logs, error: this.#ended ?? messageOf(error) };
    }
  }

  /** What a call of the API came to. */
  answer(id: number, answer: string): void {
    const call = this.#calls.get(id);
    this.#calls.delete(id);
    if (call === undefined) return;
    call.resolve(this.context.newString(answer));
    this.#wake?.();
  }

  #prepare(): QuickJSHandle {
    const { context } = this;
    const callHost = context.newFunction('call', (name, args) =>
      this.#call(context.getString(name), context.getString(args)),
    );
    const logHost = context.newFunction('log', (line) => this.#log(context.getString(line)));
    const prelude = this.#value(context.evalCode(PRELUDE, 'api.js'));
    return this.#value(context.callFunction(prelude, context.undefined, callHost, logHost));
  }

  #call(name: string, args: string): QuickJSHandle {
    const { limits, sendCall } = this.host;
    this.#made += 1;
    if (this.#made > limits.maxCalls) {
      this.#ended ??= `The code made more than ${limits.maxCalls} calls of the API, which is the most for one run; ${limits.maxCalls} were made. Do less in one run.`;
      return this.context.undefined;
    }
    const promise = this.context.newPromise();
    this.#calls.set(this.#made, promise);
    sendCall(this.#made, name, args);
    return promise.handle;
  }

  #log(line: string): void {
    const room = this.host.limits.maxOutputChars - this.#logs.length;
    if (room > 0) this.#logs += `${line.slice(0, room)}\n`;
  }

  /** Runs what is ready and waits for the API in between, until the promise is settled. */
  async #settled(promise: QuickJSHandle): Promise<QuickJSHandle> {
    const { context } = this;
    for (;;) {
      const jobs = context.runtime.executePendingJobs();
      if (jobs.error) throw new SandboxError(this.#describe(jobs.error));
      if (this.#mustEnd()) throw new SandboxError(this.#ended ?? '');
      const state = context.getPromiseState(promise);
      if (state.type === 'fulfilled') return state.value;
      if (state.type === 'rejected') throw new SandboxError(this.#describe(state.error));
      if (this.#calls.size === 0)
        throw new SandboxError('The code waits for a promise that nothing will settle; it was ended.');
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  #mustEnd(): boolean {
    if (Date.now() > this.#deadline)
      this.#ended ??= `The code ran for longer than ${this.host.limits.timeoutMs} ms and was ended.`;
    return this.#ended !== undefined;
  }

  #value(result: ReturnType<QuickJSContext['evalCode']>): QuickJSHandle {
    if (result.error) throw new SandboxError(this.#describe(result.error));
    return result.value;
  }

  #outcomeOf(written: QuickJSHandle): SandboxOutcome {
    const { context } = this;
    if (context.typeof(written) === 'undefined') return { ok: true, logs: this.#logs, length: 0 };
    const length = context.getNumber(context.getProp(written, 0));
    return { ok: true, logs: this.#logs, value: context.getString(context.getProp(written, 1)), length };
  }

  /** Name, message and line of what was thrown. */
  #describe(error: QuickJSHandle): string {
    const dumped: unknown = this.context.dump(error);
    if (typeof dumped !== 'object' || dumped === null) return `The code threw ${String(dumped)}.`;
    const { name = 'Error', message = JSON.stringify(dumped), stack = '' } = dumped as Partial<Error>;
    const [, line] = new RegExp(`${FILE}:(\\d+)`).exec(stack) ?? [];
    const place = line === undefined ? '' : ` (line ${line} of the code)`;
    return /out of memory/.test(message)
      ? `The code took more than ${this.host.limits.memoryMb} MB of memory and was ended${place}.`
      : `${name}: ${message}${place}`;
  }
}

/** A fault of the code, told to whoever wrote it. */
class SandboxError extends Error {}

function messageOf(error: unknown): string {
  if (error instanceof SandboxError) return error.message;
  return `The sandbox could not go on: ${error instanceof Error ? error.message : String(error)}`;
}
