import { parentPort, workerData, type MessagePort } from 'node:worker_threads';
import { Interpreter } from './interpreter.js';
import type { FromSandbox, SandboxTask, ToSandbox } from './messages.js';

/** Runs one piece of code and ends; one thread a run, so that nothing is left of it. */
async function work(port: MessagePort, { code, limits }: SandboxTask): Promise<void> {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
  const send = (message: FromSandbox) => port.postMessage(message);
  const interpreter = await Interpreter.start(limits, (id, name, args) =>
    send({ kind: 'call', id, name, args }),
  );
  port.on('message', ({ id, answer }: ToSandbox) => interpreter.answer(id, answer));
  send({ kind: 'end', outcome: await interpreter.run(code) });
  port.close();
}

if (parentPort === null) throw new Error('This file is run as a worker thread.');
void work(parentPort, workerData as SandboxTask);
