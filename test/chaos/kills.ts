import { setTimeout as sleep } from 'node:timers/promises';
import { pidAt } from '../support/scripted-runtime.js';
import type { Lab, LabDeployment } from '../support/lab/lab.js';
import { times, type Outcome } from '../support/lab/outcomes.js';
import { SteadyClients, untilServed } from '../support/lab/steady-clients.js';

/** A server that ends sooner after its start is held for one that crashes. */
const WELL_MS = 2_500;
const LIMIT_MS = 120_000;

interface Kill {
  readonly what: string;
  /** To stay below at the median, in milliseconds. */
  readonly atMost: number;
  /** Ends something; where nothing else would start it again, it does as a service manager. @returns that start */
  end(): Promise<{ readonly back: Promise<void> }>;
}

/** `kill -9` of a server, of the hub and, where there is one, of the container engine, one at a time, under calls. */
export async function kills(lab: Lab, rounds: number): Promise<Outcome[]> {
  const deployment = await lab.deploy();
  const outcomes: Outcome[] = [];
  for (const kill of killsOf(lab, deployment))
    outcomes.push(await measure(lab, deployment, { kill, rounds }));
  await lab.delete(deployment.id);
  return outcomes;
}

function killsOf(lab: Lab, { id }: LabDeployment): Kill[] {
  const server = {
    what: 'a server is killed: until a call is answered',
    atMost: 2_000,
    end: async () => {
      process.kill(await serverPid(lab, id), 'SIGKILL');
      return { back: Promise.resolve() };
    },
  };
  const hub = {
    what: 'the hub is killed: until a call is answered',
    atMost: 5_000,
    end: async () => {
      await lab.hub.kill();
      return { back: lab.hub.start() };
    },
  };
  const engine = {
    what: 'the engine is killed: until a call is answered',
    atMost: 30_000,
    end: async () => {
      await lab.engine.kill();
      return { back: lab.engine.restart() };
    },
  };
  return lab.docker === undefined ? [server, hub] : [server, hub, engine];
}

async function measure(
  lab: Lab,
  { id, endpoint }: LabDeployment,
  { kill, rounds }: { kill: Kill; rounds: number },
): Promise<Outcome> {
  const recovered: number[] = [];
  const calls = new SteadyClients(endpoint, 2);
  try {
    for (let round = 0; round < rounds; round += 1) {
      await lab.untilState(id, 'healthy');
      await sleep(WELL_MS);
      const since = performance.now();
      const { back } = await kill.end();
      // What counts is when calls are answered, not when something says that it is back.
      const [served] = await Promise.all([untilSteady(endpoint, since), back]);
      recovered.push(served);
      await untilKnown(lab, id);
    }
  } finally {
    await calls.stop();
  }
  return { driver: lab.driver, what: kill.what, ...times(recovered), atMost: kill.atMost };
}

/**
 * Until the last call that failed, in the time in which a kill takes effect; at least until the first that succeeds.
 *
 * @returns milliseconds since the kill
 */
async function untilSteady(endpoint: string, since: number): Promise<number> {
  let served = await untilServed(endpoint, since, LIMIT_MS);
  const settled = performance.now() + 1_000;
  while (performance.now() < settled) {
    const before = performance.now();
    const again = await untilServed(endpoint, since, LIMIT_MS);
    if (performance.now() - before > 500) served = again;
    await sleep(20);
  }
  return served;
}

/** The REST API says so, too; while the hub is away, it cannot be asked. */
async function untilKnown(lab: Lab, id: string): Promise<void> {
  const deadline = performance.now() + LIMIT_MS;
  for (;;) {
    const state = await lab.rest.get<{ state: string }>(`/api/v1/deployments/${id}`).then(
      ({ body }) => body.state,
      (error: unknown) => String(error),
    );
    if (state === 'healthy') return;
    if (performance.now() > deadline) throw new Error(`not healthy again: ${state}`);
    await sleep(50);
  }
}

/** Of the one server of a deployment, as this machine knows it. */
async function serverPid(lab: Lab, id: string): Promise<number> {
  const [instance] = await lab.query<{ container: string; address: string }>(
    'SELECT container, address FROM instances WHERE deployment_id = $1',
    [id],
  );
  if (instance === undefined) throw new Error('The deployment has no server.');
  if (lab.docker === undefined) return pidAt(instance.address);
  const { State } = await lab.docker.getContainer(instance.container).inspect();
  return State.Pid;
}
