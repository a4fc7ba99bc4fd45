import { hostNode } from './host-node.js';
import type { EgressTarget } from './network/egress-target.js';

/** The drivers there are. `memory` is for tests of what stands above, `none` for processes that run no servers. */
export type RuntimeName = 'docker' | 'swarm' | 'kubernetes' | 'process' | 'memory' | 'none';

export interface RuntimeAvailability {
  readonly available: boolean;
  /** Why, in words for a person: `Docker Engine 28.1 at /var/run/docker.sock`, `no engine socket at …`. */
  readonly reason: string;
}

/** What an image holds: files for one read-only layer. Nothing else of a build comes from outside the driver. */
export interface ImageBuild {
  /** Lower-case name without registry or tag: `toolwright/petstore`. */
  readonly name: string;
  /** Content-addressed by the caller: the same version is the same image and is not built twice. */
  readonly version: string;
  /** Relative POSIX path to content. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** The file that Node starts. */
  readonly entry: string;
  /** Provenance and ownership; the driver adds what the image is built on. */
  readonly labels: Readonly<Record<string, string>>;
  /** Told what the engine says while it builds. */
  readonly onProgress?: (text: string) => void;
}

/** An image of ours, as it is kept by the engine. */
export interface ContainerImage {
  /** As returned by {@link ContainerRuntime.buildImage}; the engine's own id where nothing names it any more. */
  readonly reference: string;
  readonly createdAt: Date;
  readonly sizeBytes: number;
  readonly labels: Readonly<Record<string, string>>;
}

/** What images are built on, beside their own layer. */
export interface ImageBase {
  /** Without tag or digest: `node`, `toolwright/base`. */
  readonly name: string;
  /** As it is configured or was made: `node:20-slim`, `toolwright/base:20.19.2-0123456789ab`. */
  readonly reference: string;
  /** `sha256:` and 64 hex digits: the registry's digest, or the engine's id of an image that came from nowhere. */
  readonly digest?: string;
  /** Which Node is in it, as far as that is known. */
  readonly node?: {
    readonly version: string;
    /** SHA-256 of the program in hex, where it is this machine's. */
    readonly sha256?: string;
  };
}

export interface ContainerLimits {
  readonly memoryMb: number;
  /** Cores; fractions allowed. */
  readonly cpus: number;
  readonly maxProcesses: number;
}

export interface ContainerSpec {
  /** Unique per runtime. */
  readonly name: string;
  /** As returned by {@link ContainerRuntime.buildImage}. */
  readonly image: string;
  /** Not secret; visible to whoever may inspect the engine. */
  readonly env: Readonly<Record<string, string>>;
  /** Reach the process over its standard input, never the image, its environment or the command line. */
  readonly secrets: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
  readonly limits: ContainerLimits;
  /** Published on 127.0.0.1; 0 lets the runtime choose, and the same port is asked for again on restart. */
  readonly port: number;
  /**
   * All that the server may connect to, where the driver isolates its network ({@link RuntimeIsolation}). Names that
   * lead to addresses that are not public are refused unless their network is open; loopback only where it is named.
   */
  readonly egress: readonly EgressTarget[];
}

export type ContainerStatus = 'created' | 'running' | 'exited' | 'missing';

export interface ContainerState {
  readonly name: string;
  readonly status: ContainerStatus;
  /** `http://127.0.0.1:<port>`, or that of its relay, while running. */
  readonly address?: string;
  readonly exitCode?: number;
  /** Why it ended, where known: `killed: out of memory`. */
  readonly reason?: string;
  readonly startedAt?: Date;
  readonly labels: Readonly<Record<string, string>>;
}

/** Something happened to a container; {@link ContainerRuntime.inspect} tells what is the case now. */
export interface ContainerEvent {
  readonly name: string;
  readonly kind: 'started' | 'ended' | 'removed';
}

export interface ContainerLogLine {
  readonly at: Date;
  readonly stream: 'stdout' | 'stderr';
  readonly text: string;
}

/** What a container took, as the system counts it. */
export interface ContainerUsage {
  /** Processor time since its start, in seconds, over all cores. */
  readonly cpuSeconds: number;
  /** Held now, without what is only cached from files. */
  readonly memoryBytes: number;
  readonly at: Date;
}

export interface LogOptions {
  /** Last lines to begin with; `Infinity` for all that are kept. */
  readonly tail: number;
  /** Only lines from this time on, itself included; a driver may give earlier ones as well. */
  readonly since?: Date;
  /** Go on as lines come, until the signal aborts or the container is removed. */
  readonly follow: boolean;
  readonly signal?: AbortSignal;
}

/**
 * Runs generated servers. One suite (`test/medium/container-runtime`) holds for every driver.
 * Every method but {@link availability} throws AppError `runtime-unavailable` when the engine is gone.
 */
export abstract class ContainerRuntime {
  abstract readonly name: RuntimeName;

  abstract availability(): Promise<RuntimeAvailability>;

  /** Builds the image unless it is there, and returns its reference. */
  abstract buildImage(build: ImageBuild): Promise<string>;

  /** What images are built on now. A driver that builds none runs servers on this machine's Node. */
  async base(): Promise<ImageBase> {
    const node = await hostNode();
    return { name: 'node', reference: `node:${node.version}`, node };
  }

  /** Every image that carries all of these labels, half-written ones of crashes among them. */
  abstract listImages(labels: Readonly<Record<string, string>>): Promise<ContainerImage[]>;

  /** Removes an image; one that is missing is no error. */
  abstract removeImage(image: string): Promise<void>;

  /** Creates the container and starts it. @throws AppError `port-taken`, `state-conflict` when the name exists. */
  abstract run(spec: ContainerSpec): Promise<ContainerState>;

  /** Asks it to end (SIGTERM), after `graceMs` ends it. Stopping what is not running is no error. */
  abstract stop(name: string, graceMs: number): Promise<void>;

  /** Removes the container, running or not, with all that belongs to it. A missing one is no error. */
  abstract remove(name: string): Promise<void>;

  /** `status: 'missing'` for an unknown name. */
  abstract inspect(name: string): Promise<ContainerState>;

  /** Every container that carries all of these labels. */
  abstract list(labels: Readonly<Record<string, string>>): Promise<ContainerState[]>;

  /** Lines of each stream in the order in which they were written. */
  abstract logs(name: string, options: LogOptions): AsyncIterable<ContainerLogLine>;

  /** `undefined` when it does not run, or the system does not tell. */
  abstract usage(name: string): Promise<ContainerUsage | undefined>;

  /**
   * What happens from now on to containers with all of these labels, until the signal aborts. Ends or throws when
   * the engine goes away; an event may be lost, so whoever must know looks now and then as well.
   */
  abstract events(
    labels: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): AsyncIterable<ContainerEvent>;

  /** Frees sockets, streams and, unless `keepRunning`, what this process started and cannot outlive it. */
  abstract close(): Promise<void>;
}
