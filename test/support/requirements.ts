import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';

/** What some suites want and a machine may lack. */
export type RequirementName = 'docker' | 'postgres' | 'redis' | 'chromium';

export interface Requirement {
  readonly available: boolean;
  /** Shown in the name of a suite that is skipped. */
  readonly reason: string;
}

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/**
 * Whether a suite's requirement is there. With `TOOLWRIGHT_TEST_REQUIRE=all` one that is missing is
 * reported as available, so that the suite runs and fails.
 */
export async function requirement(name: RequirementName): Promise<Requirement> {
  const found = await PROBES[name]();
  return process.env['TOOLWRIGHT_TEST_REQUIRE'] === 'all' ? { ...found, available: true } : found;
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
  postgres: async () => fromVariable('TOOLWRIGHT_TEST_DATABASE_URL'),
  redis: async () => fromVariable('TOOLWRIGHT_TEST_REDIS_URL'),
  async chromium() {
    const available = CHROMIUM.some((path) => existsSync(path));
    return { available, reason: available ? 'Chromium' : 'no Chromium' };
  },
};

function fromVariable(name: string): Requirement {
  const available = (process.env[name] ?? '') !== '';
  return { available, reason: available ? name : `${name} is not set` };
}

/** A suite's name, with why it is skipped where it is. */
export function titled(name: string, { available, reason }: Requirement): string {
  return available ? name : `${name} [${reason}]`;
}
