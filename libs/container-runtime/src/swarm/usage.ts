import type Docker from 'dockerode';
import type { ContainerStats } from 'dockerode';

/** What a server took, as the system counts it. */
export interface ContainerUsage {
  /** Processor time since its start, in seconds, over all cores. */
  readonly cpuSeconds: number;
  /** Held now, without what is only cached from files. */
  readonly memoryBytes: number;
  readonly at: Date;
}

/** An image of ours, as the engine keeps it. */
export interface ContainerImage {
  readonly reference: string;
  readonly createdAt: Date;
  readonly sizeBytes: number;
  readonly labels: Readonly<Record<string, string>>;
}

/** Of a container on this engine; undefined where it does not run. */
export async function usageOf(docker: Docker, containerId: string): Promise<ContainerUsage | undefined> {
  const stats = await docker.getContainer(containerId).stats({ stream: false, 'one-shot': true });
  const cpu = stats.cpu_stats?.cpu_usage?.total_usage;
  const memoryBytes = memoryOf(stats);
  if (!(cpu > 0) || memoryBytes === undefined) return undefined;
  return { cpuSeconds: cpu / 1e9, memoryBytes, at: new Date() };
}

/** The kernel's cache of files is named differently by cgroups 1 and 2. */
function memoryOf({ memory_stats: memory }: ContainerStats): number | undefined {
  if (!(memory?.usage > 0)) return undefined;
  const { inactive_file: two, total_inactive_file: one } = memory.stats as Partial<
    Record<'inactive_file' | 'total_inactive_file', number>
  >;
  return Math.max(0, memory.usage - (one ?? two ?? 0));
}

/** Images on this engine that carry all of these labels. */
export async function imagesWith(docker: Docker, label: readonly string[]): Promise<ContainerImage[]> {
  const found = await docker.listImages({ filters: JSON.stringify({ label }) as never });
  return found.map(({ Id, RepoTags, Created, Size, Labels }) => ({
    reference: RepoTags?.find((tag) => tag !== '<none>:<none>') ?? Id,
    createdAt: new Date(Created * 1_000),
    sizeBytes: Size,
    labels: Labels ?? {},
  }));
}
