import { packArchive, unpackArchive } from '#lib/server-project';
import type { Lab } from '../support/lab/lab.js';
import type { Outcome } from '../support/lab/outcomes.js';
import { SteadyClients } from '../support/lab/steady-clients.js';

interface Release {
  readonly number: number;
  readonly state: string;
  readonly reason: string | null;
}

/** Owner's code that makes a server a bad one. What answers calls all the same, answers them wrongly. */
const NOT_THE_PET = `beforeCall: () => ({ result: { content: [{ type: 'text', text: 'from a bad release' }], isError: true } })`;
const BAD: Readonly<Record<string, string>> = {
  crash: `process.exit(3); export default {};`,
  hang: `Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0); export default {};`,
  'wrong tools': `export default { ${NOT_THE_PET}, tools: [{ name: 'other', description: 'x', call: () => 'x' }] };`,
  unhealthy: `export default { ${NOT_THE_PET} };`,
  'port not opened': `import net from 'node:net'; net.Server.prototype.listen = function () { return this; }; setInterval(() => {}, 1_000); export default {};`,
};

/** Good releases one after another, under steady calls. */
export async function redeploys(lab: Lab, count: number): Promise<Outcome[]> {
  const { id, endpoint } = await lab.deploy();
  const path = `/api/v1/deployments/${id}`;
  const calls = new SteadyClients(endpoint);
  const started = performance.now();
  for (let round = 1; round <= count; round += 1) {
    await lab.rest.patch(path, { variables: { LOG_LEVEL: round % 2 === 0 ? 'info' : 'debug' } });
    await until(lab, path, ([newest]) => newest?.number === round + 1 && newest.state === 'live');
  }
  await until(lab, path, (all) => all.every(({ state }) => state !== 'draining'));
  const seconds = (performance.now() - started) / 1_000;
  await calls.stop();
  await lab.delete(id);
  const what = `calls failed in ${count} redeploys`;
  return [
    failedCalls(lab, what, calls),
    { driver: lab.driver, what: 'a redeploy takes', unit: 's', value: seconds / count },
  ];
}

/** Bad releases of every kind in turn: none goes live, and calls never notice. */
export async function badReleases(lab: Lab, count: number): Promise<Outcome[]> {
  const smokeCalls = [{ tool: 'getPetById', arguments: { petId: 7 } }];
  const { id, endpoint } = await lab.deploy({ smokeCalls });
  const path = `/api/v1/deployments/${id}`;
  const kinds = Object.keys(BAD).slice(0, count);
  const generations = new Map<string, string>();
  for (const kind of kinds) generations.set(kind, await badGeneration(lab, BAD[kind] ?? ''));
  const calls = new SteadyClients(endpoint);
  const live: string[] = [];
  const reasons: string[] = [];
  for (let round = 0; round < count; round += 1) {
    const kind = kinds[round % kinds.length] ?? '';
    await lab.rest.post(`${path}/releases`, { generationId: generations.get(kind) });
    const [newest] = await until(
      lab,
      path,
      ([newest]) => newest?.number === round + 2 && /^(live|failed)$/.test(newest.state),
    );
    if (newest?.state === 'live') live.push(kind);
    else if (round < kinds.length) reasons.push(`${kind}: ${newest?.reason}`);
  }
  await calls.stop();
  await lab.delete(id);
  const what = `of ${count} bad releases took traffic`;
  return [
    { driver: lab.driver, what, unit: '', value: live.length, atMost: 0, notes: [...live, ...reasons] },
    failedCalls(lab, `calls failed in ${count} bad releases`, calls),
  ];
}

function failedCalls(lab: Lab, what: string, { failures, done }: SteadyClients): Outcome {
  const notes = failures.slice(0, 10);
  return {
    driver: lab.driver,
    what,
    unit: '',
    value: failures.length,
    of: done + failures.length,
    atMost: 0,
    notes,
  };
}

function until(lab: Lab, path: string, holds: (releases: Release[]) => boolean): Promise<Release[]> {
  return lab.rest.until<Release[]>(`${path}/releases`, holds);
}

/** A generation whose archive holds other code of the owner, as a fault of a template would have it. */
async function badGeneration(lab: Lab, code: string): Promise<string> {
  const id = await lab.generate();
  const [row] = await lab.query<{ archive: Buffer }>(
    'SELECT archive FROM generation_archives WHERE generation_id = $1',
    [id],
  );
  const project = await unpackArchive(row?.archive ?? Buffer.alloc(0));
  const files = new Map(project.files).set('src/custom/index.ts', code);
  const archive = Buffer.from(await packArchive({ ...project, files }, 'tar.gz'));
  await lab.query('UPDATE generation_archives SET archive = $2 WHERE generation_id = $1', [id, archive]);
  return id;
}
