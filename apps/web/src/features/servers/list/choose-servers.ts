import type { Deployment, FiguresSummary, LiveVersion } from '@/api/types';

/** A server with what stands beside it in the list. */
export interface ListedServer {
  readonly server: Deployment;
  readonly figures: FiguresSummary | undefined;
  readonly version: LiveVersion | undefined;
}

export const SORTS = ['newest', 'name', 'calls', 'errors', 'latency'] as const;

export interface Choice {
  /** Stands in the name, the address or the reason. */
  readonly text: string;
  /** Empty for any. */
  readonly state: string;
  /** Id of an API; empty for any. */
  readonly apiId: string;
  readonly sort: (typeof SORTS)[number];
}

export const EVERYTHING: Choice = { text: '', state: '', apiId: '', sort: 'newest' };

const ORDERS: Readonly<Record<Choice['sort'], (one: ListedServer, other: ListedServer) => number>> = {
  newest: (one, other) => other.server.createdAt.localeCompare(one.server.createdAt),
  name: (one, other) => one.server.slug.localeCompare(other.server.slug),
  calls: (one, other) => (other.figures?.calls ?? 0) - (one.figures?.calls ?? 0),
  errors: (one, other) => (other.figures?.errors ?? 0) - (one.figures?.errors ?? 0),
  latency: (one, other) => (other.figures?.p95Ms ?? 0) - (one.figures?.p95Ms ?? 0),
};

/** Those that are wanted, in the order wanted. */
export function chooseServers(all: readonly ListedServer[], choice: Choice): ListedServer[] {
  const text = choice.text.trim().toLowerCase();
  return all
    .filter(({ server }) => {
      if (choice.state !== '' && server.state !== choice.state) return false;
      if (choice.apiId !== '' && server.apiId !== choice.apiId) return false;
      return `${server.name} ${server.slug} ${server.reason ?? ''}`.toLowerCase().includes(text);
    })
    .toSorted(ORDERS[choice.sort]);
}

/** Lists joined by the server's id. */
export function listed(
  servers: readonly Deployment[],
  figures: readonly FiguresSummary[],
  versions: readonly LiveVersion[],
): ListedServer[] {
  const figuresOf = new Map(figures.map((one) => [one.deploymentId, one]));
  const versionOf = new Map(versions.map((one) => [one.deploymentId, one]));
  return servers.map((server) => ({
    server,
    figures: figuresOf.get(server.id),
    version: versionOf.get(server.id),
  }));
}
