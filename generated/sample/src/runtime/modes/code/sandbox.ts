import { setMaxListeners } from 'node:events';
import { Worker } from 'node:worker_threads';
import { Limiter } from '../../upstream/limiter.js';
import type { FromSandbox, SandboxLimits, SandboxOutcome, SandboxTask, ToSandbox } from './messages.js';

/** Runs that may be under way at once; each takes a thread and its memory. */
const MOST_RUNS = 4;
/** The worker ends a run itself; a thread that does not is ended from outside this much later. */
const GRACE_MS = 1_000;
/** Of the thread around the interpreter, in MB. */
const THREAD_MEMORY = { maxOldGenerationSizeMb: 128, maxYoungGenerationSizeMb: 16, stackSizeMb: 4 };

/** Makes a call of the API; resolves to JSON `{"value": …}` or `{"error": "…"}` and never rejects. */
export type AnswerCall = (name: string, args: string, signal: AbortSignal) => Promise<string>;

/** Runs code that nobody vouches for, in a thread of its own with an interpreter of its own. */
export class Sandbox {
  readonly #runs = new Limiter(MOST_RUNS);

  /** @param worker the compiled `sandbox-worker` */
  constructor(
    readonly worker: URL,
    readonly limits: SandboxLimits,
  ) {}

  /** Ends in bounded time, whatever the code does. Rejects only when aborted while waiting for its turn. */
  run(code: string, answerCall: AnswerCall, signal: AbortSignal): Promise<SandboxOutcome> {
    return this.#runs.run(() => this.#inThread({ code, limits: this.limits }, answerCall, signal), signal);
  }

  async #inThread(task: SandboxTask, answerCall: AnswerCall, signal: AbortSignal): Promise<SandboxOutcome> {
    const over = new AbortController();
    const ended = AbortSignal.any([signal, over.signal]);
    setMaxListeners(0, ended);
    // Nothing of this process goes along: no environment, arguments or standard streams.
    const worker = new Worker(this.worker, {
      workerData: task,
      env: {},
      argv: [],
      execArgv: [],
      stdin: false,
      stdout: true,
      stderr: true,
      resourceLimits: THREAD_MEMORY,
    });
    try {
      return await new Promise<SandboxOutcome>((resolve) => {
        const fail = (error: string) => resolve({ ok: false, logs: '', error });
        const { timeoutMs } = task.limits;
        const timer = setTimeout(
          () => fail(`The code ran for longer than ${timeoutMs} ms and was ended.`),
          timeoutMs + GRACE_MS,
        );
        over.signal.addEventListener('abort', () => clearTimeout(timer));
        signal.addEventListener('abort', () => fail('The call was cancelled.'), { signal: over.signal });
        worker.once('error', (error) => fail(`The sandbox failed: ${reasonOf(error)}`));
        worker.once('exit', () => fail('The sandbox ended before the code did.'));
        worker.on('message', (message: FromSandbox) => {
          if (message.kind === 'end') resolve(message.outcome);
          else void reply(worker, message.id, () => answerCall(message.name, message.args, ended));
        });
      });
    } finally {
      over.abort();
      await worker.terminate();
    }
  }
}

async function reply(worker: Worker, id: number, answerCall: () => Promise<string>): Promise<void> {
  const message: ToSandbox = { id, answer: await settledAnswer(answerCall) };
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
  worker.postMessage(message);
}

/** A fault of ours must not end the server. */
async function settledAnswer(answerCall: () => Promise<string>): Promise<string> {
  try {
    return await answerCall();
  } catch (error) {
    return JSON.stringify({ error: reasonOf(error) });
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
