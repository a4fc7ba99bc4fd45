import { createInterface } from 'node:readline';

const WAIT_MS = 10_000;

/**
 * Secrets handed over by whoever started this server, as one line of JSON on standard input: they then
 * stand neither in the environment nor on the command line.
 *
 * @throws Error when no such line comes in time
 */
export async function readSecrets(input: NodeJS.ReadStream): Promise<Record<string, string>> {
  const line = await firstLine(input);
  const value = JSON.parse(line) as unknown;
  if (typeof value !== 'object' || value === null)
    throw new Error('expected a JSON object on standard input');
  return Object.fromEntries(Object.entries(value).map(([name, secret]) => [name, String(secret)]));
}

function firstLine(input: NodeJS.ReadStream): Promise<string> {
  return new Promise((resolve, reject) => {
    const lines = createInterface({ input });
    const timer = setTimeout(
      () => finish(() => reject(new Error('no line on standard input in time'))),
      WAIT_MS,
    );
    const finish = (settle: () => void) => {
      clearTimeout(timer);
      lines.removeAllListeners();
      settle();
    };
    lines.once('line', (line) => finish(() => resolve(line)));
    lines.once('close', () => finish(() => reject(new Error('standard input ended before a line came'))));
  });
}

/** Calls back when standard input ends: whoever held its other end is gone. */
export function onInputEnd(input: NodeJS.ReadStream, ended: () => void): void {
  input.once('end', ended);
  input.once('close', ended);
  input.resume();
}
