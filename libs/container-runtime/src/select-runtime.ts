import type { ContainerRuntime, RuntimeName } from './container-runtime.js';

export interface RuntimePreferences {
  /** `auto` takes Docker where an engine answers, else a process. */
  readonly runtime: 'auto' | RuntimeName;
  /** The driver's own folder: bundles, process logs, relay sockets. */
  readonly stateDir: string;
  /** Image to build on; unset: made from the host's own Node binary. */
  readonly baseImage?: string;
  /** Marks everything this hub owns. */
  readonly hubId: string;
}

export interface RuntimeChoice {
  readonly runtime: ContainerRuntime;
  /** Shown with every deployment: which driver and why. */
  readonly reason: string;
}

/** Picks the driver. @throws AppError `runtime-unavailable` when the one that was asked for cannot be used. */
export function selectRuntime(_preferences: RuntimePreferences): Promise<RuntimeChoice> {
  throw new Error('to be written');
}
