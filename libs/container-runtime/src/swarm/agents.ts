import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { AGENT_LABEL, agentSpec, type AgentParts } from './service-spec.js';
import { unavailable, type Swarm } from './swarm.js';
import { servingTask, waitingFor } from './tasks.js';

const START_TIMEOUT_MS = 30_000;
const POLL_MS = 100;
const DIGEST_LABEL = 'toolwright.agent.digest';
const KEY_FILE = 'swarm-agent.key';

/** What an agent is to be made of, but for what is made on the way. */
export type AgentWish = Pick<AgentParts, 'image' | 'port' | 'node' | 'canForbidPrivileges'>;

/** The service that has an agent on each node, for one hub. */
export class Agents {
  readonly name: string;

  constructor(
    readonly swarm: Swarm,
    readonly port: number,
    readonly key: Buffer,
  ) {
    // Two on one port could not run anyway; of a hub whose data folder was lost, the old one has to go.
    this.name = `toolwright-agent-${port}`;
  }

  /**
   * Starts the agents unless they run as they should.
   *
   * @throws AppError `runtime-unavailable` when the one on this machine does not come up
   */
  async ensure(wish: AgentWish, nodeId: string): Promise<void> {
    const digest = this.#digestOf(wish);
    const service = await this.swarm.find(this.name);
    if (service?.Spec.Labels[DIGEST_LABEL] !== digest) {
      await this.remove();
      const labels = { [DIGEST_LABEL]: digest };
      const secretName = `${this.name}-${digest}`;
      await this.swarm.removeSecret(secretName);
      const secretId = await this.swarm.createSecret(secretName, this.key.toString('hex'), {
        [AGENT_LABEL]: this.name,
      });
      await this.swarm.createService(agentSpec({ ...wish, name: this.name, labels, secretId, secretName }));
    }
    await this.#untilThere(nodeId);
  }

  /** Removes the agents and their key. */
  async remove(): Promise<void> {
    const service = await this.swarm.find(this.name);
    await this.swarm.removeService(this.name);
    const digest = service?.Spec.Labels[DIGEST_LABEL];
    if (digest !== undefined) await this.swarm.removeSecret(`${this.name}-${digest}`);
  }

  async #untilThere(nodeId: string): Promise<void> {
    const deadline = Date.now() + START_TIMEOUT_MS;
    for (;;) {
      const { services, nodes } = await this.swarm.snapshot({ name: [this.name] });
      const tasks = services[0]?.tasks.filter(({ NodeID }) => NodeID === nodeId) ?? [];
      if (servingTask(tasks, nodes)?.Status.State === 'running') return;
      if (Date.now() > deadline)
        unavailable(
          `The agent that carries servers' connections does not start (${waitingFor(tasks) ?? 'no node takes it'}). Is TOOLWRIGHT_SWARM_PORT, ${this.port}, free on every node?`,
        );
      await sleep(POLL_MS);
    }
  }

  /** What two agents that need not be told apart have in common. */
  #digestOf({ image, node = '', canForbidPrivileges }: AgentWish): string {
    const text = JSON.stringify([image, node, canForbidPrivileges, this.key.toString('hex')]);
    return createHash('sha256').update(text).digest('hex').slice(0, 16);
  }
}

/** The key that opens this hub's agents: made once, kept in the driver's own folder. */
export function agentKey(stateDir: string): Buffer {
  mkdirSync(stateDir, { recursive: true });
  const path = join(stateDir, KEY_FILE);
  try {
    writeFileSync(path, randomBytes(32).toString('hex'), { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  return Buffer.from(readFileSync(path, 'utf8'), 'hex');
}
