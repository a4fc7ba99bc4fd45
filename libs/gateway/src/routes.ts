import { EventEmitter, once } from 'node:events';

/** A server that calls can be sent to. */
export interface RouteInstance {
  readonly id: string;
  /** `http://127.0.0.1:41234` */
  readonly address: string;
}

/** Where the calls of one deployment go. */
export interface Route {
  readonly deploymentId: string;
  /** Stands in the endpoint, as does the id. */
  readonly slug: string;
  /** Whether calls are served, wake it first, or are refused for now. */
  readonly status: 'serving' | 'paused' | 'unavailable';
  /** The deployment's state and its reason, for whoever is refused. */
  readonly state: string;
  readonly reason: string | null;
  /** SHA-256 of the endpoint's own key. */
  readonly keyHash: string | null;
  /** Take new calls. */
  readonly serving: readonly RouteInstance[];
  /** Keep the sessions they have, and get nothing new. */
  readonly draining: readonly RouteInstance[];
}

/** What one instance is busy with, as seen from this process. */
export interface InstanceLoad {
  /** Calls and streams that are open now. */
  calls: number;
  /** When a session of it was last used, in milliseconds since the epoch; 0 for never. */
  sessionAt: number;
}

/** The table that the gateway routes by. Replacing a route is one step: a call sees the old one or the new one. */
export class Routes {
  readonly #byId = new Map<string, Route>();
  readonly #bySlug = new Map<string, Route>();
  readonly #loads = new Map<string, InstanceLoad>();
  readonly #changes = new EventEmitter();

  constructor() {
    this.#changes.setMaxListeners(0);
  }

  /** @param key A slug or an id */
  find(key: string): Route | undefined {
    return this.#bySlug.get(key) ?? this.#byId.get(key);
  }

  all(): Iterable<Route> {
    return this.#byId.values();
  }

  set(route: Route): void {
    this.delete(route.deploymentId);
    this.#byId.set(route.deploymentId, route);
    this.#bySlug.set(route.slug, route);
    this.#changes.emit(route.deploymentId);
  }

  delete(deploymentId: string): void {
    const before = this.#byId.get(deploymentId);
    if (before === undefined) return;
    this.#byId.delete(deploymentId);
    this.#bySlug.delete(before.slug);
    this.#changes.emit(deploymentId);
  }

  /** Forgets the loads of instances that no route knows any more and that nobody calls. */
  prune(): void {
    const known = new Set(
      [...this.all()].flatMap(({ serving, draining }) => [...serving, ...draining].map(({ id }) => id)),
    );
    for (const [id, { calls }] of this.#loads) if (calls === 0 && !known.has(id)) this.#loads.delete(id);
  }

  load(instanceId: string): InstanceLoad {
    let load = this.#loads.get(instanceId);
    if (load === undefined) this.#loads.set(instanceId, (load = { calls: 0, sessionAt: 0 }));
    return load;
  }

  /** The route once it serves; whatever it is when the signal aborts. */
  async whenServing(deploymentId: string, signal: AbortSignal): Promise<Route | undefined> {
    for (;;) {
      const route = this.#byId.get(deploymentId);
      if (route === undefined || route.status === 'serving' || signal.aborted) return route;
      await once(this.#changes, deploymentId, { signal }).catch(() => undefined);
    }
  }
}
