import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';
import { canHaveOwnEngine } from './own-engine.js';
import { npmTool, NPM_TOOLS, type NpmTool } from './npm-tool.js';

/** What some suites want and a machine may lack. */
export type RequirementName = 'docker' | 'swarm' | 'kubernetes' | 'postgres' | 'redis' | 'chromium' | NpmTool;

export interface Requirement {
  readonly available: boolean;
  /** Shown in the name of a suite that is skipped. */
  readonly reason: string;
}

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/**
 * Whether a suite's requirement is there. With `TOOLWRIGHT_TEST_REQUIRE=all` one that is missing is
 * reported as available, so that the suite runs and fails. A cluster is never demanded, since none can be had from a
 * package: its suites count as skipped.
 */
export async function requirement(name: RequirementName): Promise<Requirement> {
  const found = await PROBES[name]();
  const isDemanded = process.env['TOOLWRIGHT_TEST_REQUIRE'] === 'all' && name !== 'kubernetes';
  return isDemanded ? { ...found, available: true } : found;
}

const PROBES: Readonly<Record<RequirementName, () => Promise<Requirement>>> = {
  async docker() {
    const run = promisify(execFile);
    const socket = process.env['DOCKER_HOST'] ?? '/var/run/docker.sock';
    if (socket.startsWith('/') && !existsSync(socket))
      return { available: false, reason: 'no Docker engine socket' };
    return run('docker', ['version', '--format', '{{.Server.Version}}'], { timeout: 5_000 }).then(
      () => ({ available: true, reason: 'Docker engine' }),
      () => ({ available: false, reason: 'no Docker engine answers' }),
    );
  },
  // One of its own, wherever there is another.
  swarm: async () => canHaveOwnEngine(),
  // Asked only where somebody named one: a cluster in ~/.kube/config is nobody's for tests.
  async kubernetes() {
    for (const name of ['KUBECONFIG', 'TOOLWRIGHT_IMAGE_REGISTRY'])
      if (!fromVariable(name).available) return fromVariable(name);
    const run = promisify(execFile);
    return run('kubectl', ['version', '--request-timeout=5s'], { timeout: 10_000 }).then(
      () => ({ available: true, reason: 'Kubernetes' }),
      () => ({ available: false, reason: 'no cluster answers at KUBECONFIG' }),
    );
  },
  postgres: async () => fromVariable('TOOLWRIGHT_TEST_DATABASE_URL'),
  redis: async () => fromVariable('TOOLWRIGHT_TEST_REDIS_URL'),
  async chromium() {
    const available = CHROMIUM.some((path) => existsSync(path));
    return { available, reason: available ? 'Chromium' : 'no Chromium' };
  },
  conformance: async () => installable('conformance'),
  'inspector-1': async () => installable('inspector-1'),
  'inspector-2': async () => installable('inspector-2'),
  mcporter: async () => installable('mcporter'),
  mcpb: async () => installable('mcpb'),
};

async function installable(name: NpmTool): Promise<Requirement> {
  const available = (await npmTool(name)) !== undefined;
  return { available, reason: available ? NPM_TOOLS[name] : `${NPM_TOOLS[name]} cannot be installed` };
}

function fromVariable(name: string): Requirement {
  const available = (process.env[name] ?? '') !== '';
  return { available, reason: available ? name : `${name} is not set` };
}

/** A suite's name, with why it is skipped where it is. */
export function titled(name: string, { available, reason }: Requirement): string {
  return available ? name : `${name} [${reason}]`;
}
