import type Docker from 'dockerode';
import type { ContainerStats } from 'dockerode';
import type { ContainerUsage } from '../container-runtime.js';

const NANOSECONDS = 1e9;

/** Asks for one set of figures; the engine answers a container that does not run with empty ones. */
export async function dockerUsage(docker: Docker, name: string): Promise<ContainerUsage | undefined> {
  const stats = await docker.getContainer(name).stats({ stream: false, 'one-shot': true });
  const memory = memoryOf(stats);
  if (memory === undefined || !(stats.cpu_stats?.cpu_usage?.total_usage > 0)) return undefined;
  return {
    cpuSeconds: stats.cpu_stats.cpu_usage.total_usage / NANOSECONDS,
    memoryBytes: memory,
    at: new Date(),
  };
}

/** Without files that the kernel keeps for itself, as `docker stats` shows it; named differently by cgroup 1 and 2. */
function memoryOf({ memory_stats: memory }: ContainerStats): number | undefined {
  if (!(memory?.usage > 0)) return undefined;
  const { inactive_file: two, total_inactive_file: one } = memory.stats as Partial<
    Record<'inactive_file' | 'total_inactive_file', number>
  >;
  return Math.max(0, memory.usage - (one ?? two ?? 0));
}
