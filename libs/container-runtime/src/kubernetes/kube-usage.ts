import type { ContainerUsage } from '../container-runtime.js';
import type { Kube } from './kube.js';
import { SERVER } from './manifests.js';

interface PodMetrics {
  readonly metadata: { readonly name: string };
  readonly timestamp: string;
  /** Over which `cpu` is the mean: `15.2s`. */
  readonly window: string;
  readonly containers: readonly { readonly name: string; readonly usage: { cpu: string; memory: string } }[];
}

/**
 * What servers take, where the cluster has metrics.k8s.io. That tells cores as a mean over the last seconds, so that
 * processor time is summed up from the first time that it was asked for.
 */
export class KubeUsage {
  readonly #seen = new Map<string, ContainerUsage>();

  constructor(readonly kube: Kube) {}

  async of(pod: string): Promise<ContainerUsage | undefined> {
    const { client, config, namespace } = this.kube;
    const { items } = await new client.Metrics(config)
      .getPodMetrics(namespace)
      // Most clusters have it, none must.
      .catch(() => ({ items: [] as PodMetrics[] }));
    this.#forget(new Set(items.map(({ metadata }) => metadata.name)));
    const found = items.find(({ metadata }) => metadata.name === pod);
    const container = found?.containers.find(({ name }) => name === SERVER);
    if (found === undefined || container === undefined) return undefined;
    const at = new Date(found.timestamp);
    const before = this.#seen.get(pod);
    if (before !== undefined && before.at >= at) return before;
    const seconds = before === undefined ? Number.parseFloat(found.window) : (+at - +before.at) / 1_000;
    const cores = quantity(container.usage.cpu);
    const usage = {
      at,
      memoryBytes: quantity(container.usage.memory),
      cpuSeconds: (before?.cpuSeconds ?? 0) + cores * (Number.isFinite(seconds) ? seconds : 0),
    };
    this.#seen.set(pod, usage);
    return usage;
  }

  #forget(there: ReadonlySet<string>): void {
    for (const pod of this.#seen.keys()) if (!there.has(pod)) this.#seen.delete(pod);
  }
}

const UNITS: Readonly<Record<string, number>> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
};

/** `12m`, `3Mi` (apimachinery, resource.Quantity); what is none counts as nothing. */
export function quantity(text: string): number {
  const [, digits, unit = ''] = /^([\d.]+)(\D*)$/.exec(text) ?? [];
  return Number(digits ?? 0) * (UNITS[unit] ?? 1);
}
