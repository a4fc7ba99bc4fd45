import { parseArgs } from 'node:util';
import { GROUPS } from './cases/index.js';
import type { FidelityGroup } from './fidelity-case.js';
import { GroupRun } from './group-run.js';

interface Row {
  readonly name: string;
  /** What differs; empty when the case passed. */
  readonly found: readonly string[];
}

/** `--only <text>`: groups and cases whose name or call holds the text, ignoring case. */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { only: { type: 'string', default: '' } } });
  const rows: Row[] = [];
  for (const group of GROUPS) {
    const results = await runGroup(group, values.only.toLowerCase());
    if (results.length > 0) process.stdout.write(table(group, results));
    rows.push(...results);
  }
  const failed = rows.filter(({ found }) => found.length > 0).length;
  if (rows.length === 0) process.stdout.write(`No case matches ${JSON.stringify(values.only)}.\n`);
  process.stdout.write(`${rows.length - failed} passed, ${failed} failed\n`);
  process.exitCode = failed === 0 && rows.length > 0 ? 0 : 1;
}

async function runGroup(group: FidelityGroup, only: string): Promise<Row[]> {
  const isChosen = (text: string) => text.toLowerCase().includes(only);
  const chosen = new Set(
    group.cases.filter(({ name, call }) => [group.name, name, call].some(isChosen)).map(({ name }) => name),
  );
  if (chosen.size === 0) return [];
  const rows: Row[] = [];
  let run: GroupRun | undefined;
  try {
    run = await GroupRun.start(group);
    for (const one of run.cases.filter(({ name }) => chosen.has(name)))
      rows.push({ name: one.name, found: await run.run(one) });
  } catch (error) {
    rows.push({ name: 'the group could not be run to its end', found: [String(error)] });
  } finally {
    await run?.close();
  }
  return rows;
}

function table({ name, version }: FidelityGroup, rows: readonly Row[]): string {
  const passed = rows.filter(({ found }) => found.length === 0).length;
  const lines = rows.flatMap((row) => [
    `  ${row.found.length === 0 ? 'ok    ' : 'FAILED'}  ${row.name}`,
    ...row.found.map((difference) => `    - ${difference}`),
  ]);
  return `${name} (${version === '2.0' ? 'Swagger' : 'OpenAPI'} ${version}): ${passed} of ${rows.length}\n${lines.join('\n')}\n\n`;
}

await main();
