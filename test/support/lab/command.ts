import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { format, resolveConfig } from 'prettier';
import { DRIVERS, driversHere, type Driver } from './lab.js';
import { describeMachine, thisMachine } from './machine.js';
import { isMet, toTable, type Outcome } from './outcomes.js';

const DOCS = join('docs', 'operations.md');

export interface CommandOptions {
  readonly short: boolean;
  readonly cycles: number | undefined;
  readonly drivers: readonly Driver[];
  readonly out: string;
  readonly writeDocs: boolean;
  /** Parts of the run by name; all where none is named. */
  readonly only: readonly string[];
}

/** @param name Of the command, and of its results: `soak` */
export function readOptions(name: string, args: readonly string[]): CommandOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      short: { type: 'boolean', default: false },
      cycles: { type: 'string' },
      driver: { type: 'string', multiple: true },
      only: { type: 'string', multiple: true },
      out: { type: 'string', default: join('test-results', `${name}.json`) },
      'write-docs': { type: 'boolean', default: false },
    },
  });
  const cycles = values.cycles === undefined ? undefined : Number(values.cycles);
  if (cycles !== undefined && !(Number.isInteger(cycles) && cycles > 0))
    throw new Error('--cycles wants a whole number.');
  return {
    short: values.short,
    cycles,
    drivers: wantedDrivers(values.driver),
    out: values.out,
    writeDocs: values['write-docs'],
    only: values.only ?? [],
  };
}

function wantedDrivers(named: readonly string[] | undefined): Driver[] {
  const here = driversHere();
  const unknown = named?.find((name) => !DRIVERS.some((driver) => driver === name));
  if (unknown !== undefined) throw new Error(`--driver is one of ${DRIVERS.join(', ')}.`);
  return DRIVERS.filter((driver) => {
    if (named !== undefined && !named.includes(driver)) return false;
    const { available, reason } = here[driver];
    if (!available) process.stdout.write(`left out: ${driver} (${reason})\n`);
    return available;
  });
}

/** Runs parts one after another; one that throws is an outcome that missed its target. */
export async function runParts(
  parts: readonly (readonly [string, () => Promise<Outcome[]>])[],
  only: readonly string[] = [],
): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const [name, part] of parts) {
    if (only.length > 0 && !only.some((wanted) => name.includes(wanted))) continue;
    const started = performance.now();
    process.stdout.write(`${name} …\n`);
    const some = await part().catch((error: unknown): Outcome[] => [failed(name, error)]);
    const seconds = ((performance.now() - started) / 1_000).toFixed(1);
    process.stdout.write(`${toTable(some)}\n(${seconds} s)\n\n`);
    for (const note of some.flatMap(({ notes }) => notes ?? [])) process.stdout.write(`  ${note}\n`);
    outcomes.push(...some);
  }
  return outcomes;
}

function failed(name: string, error: unknown): Outcome {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { driver: '', what: `${name}: broken off`, unit: '', value: 1, atMost: 0, notes: [text] };
}

/** Writes JSON and, when asked to, the table into the documentation. @returns the exit code */
export async function report(
  name: string,
  outcomes: readonly Outcome[],
  { out, writeDocs }: Pick<CommandOptions, 'out' | 'writeDocs'>,
): Promise<number> {
  // Nothing shown is nothing met.
  if (outcomes.length === 0) throw new Error('No part of the run was asked for, or none can run here.');
  const machine = thisMachine();
  const at = new Date().toISOString();
  const rows = outcomes.map((outcome) => ({ ...outcome, met: isMet(outcome) ?? null }));
  await mkdir(dirname(out), { recursive: true });
  await writeFile(out, `${JSON.stringify({ at, machine, outcomes: rows }, null, 2)}\n`);
  const table = toTable(outcomes);
  process.stdout.write(`${describeMachine(machine)}\n\n${table}\n`);
  if (writeDocs) {
    const text = await readFile(DOCS, 'utf8');
    const section = `Measured on ${at.slice(0, 10)}: ${describeMachine(machine)}.\n\n${table}`;
    await writeFile(DOCS, await withSection(text, name, section));
  }
  return outcomes.some((outcome) => isMet(outcome) === false) ? 1 : 0;
}

/** @throws Error where the text lacks the section's two markers */
export async function withSection(text: string, name: string, section: string): Promise<string> {
  const [begin, end] = [`<!-- ${name}:begin -->`, `<!-- ${name}:end -->`];
  const from = text.indexOf(begin);
  const to = text.indexOf(end);
  if (from < 0 || to < from) throw new Error(`The documentation lacks ${begin} … ${end}.`);
  const whole = `${text.slice(0, from + begin.length)}\n\n${section}\n\n${text.slice(to)}`;
  return format(whole, { ...(await resolveConfig(DOCS)), parser: 'markdown' });
}
