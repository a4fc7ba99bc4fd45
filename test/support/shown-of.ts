import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import type { Driver } from './driver-hosts.js';

/** What anybody who may look at the machine's processes or the engine sees. */
export async function shownOf(driver: Driver, name: string): Promise<string> {
  if (driver === 'docker') return execFileSync('docker', ['inspect', name], { encoding: 'utf8' });
  if (driver === 'kubernetes') {
    const namespace = process.env['TOOLWRIGHT_KUBE_NAMESPACE'] ?? 'toolwright-servers';
    const kinds = 'deployments,replicasets,pods,networkpolicies';
    const wanted = ['get', kinds, '-n', namespace, '-l', `toolwright.dev/instance=${name}`, '-o', 'yaml'];
    return execFileSync('kubectl', wanted, { encoding: 'utf8' });
  }
  if (driver === 'swarm') {
    const docker = (...args: string[]) => execFileSync('docker', args, { encoding: 'utf8' });
    const containers = docker('ps', '-aq').trim().split('\n');
    return (
      docker('service', 'inspect', name) +
      docker('secret', 'inspect', name) +
      docker('inspect', ...containers)
    );
  }
  const pids = execFileSync('ps', ['-eo', 'pid,args'], { encoding: 'utf8' });
  const own = pids.split('\n').filter((line) => line.includes('server.cjs'));
  const environments = await Promise.all(
    own.map((line) => readFile(`/proc/${line.trim().split(' ')[0] ?? ''}/environ`, 'utf8').catch(() => '')),
  );
  return [pids, ...environments].join('\n');
}
