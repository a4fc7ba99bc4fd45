export {
  ContainerRuntime,
  type ContainerEvent,
  type ContainerImage,
  type ContainerLimits,
  type ContainerLogLine,
  type ContainerSpec,
  type ContainerState,
  type ContainerStatus,
  type ContainerUsage,
  type ImageBase,
  type ImageBuild,
  type LogOptions,
  type RuntimeAvailability,
  type RuntimeName,
} from './src/container-runtime.js';
export type { EgressTarget } from './src/network/egress-target.js';
export { parseAuthority } from './src/network/egress-target.js';
export { selectRuntime, type RuntimeChoice, type RuntimePreferences } from './src/select-runtime.js';
export { AbsentRuntime } from './src/absent-runtime.js';
export { RelayClient } from './src/relay/relay-client.js';
export { RelayFronts } from './src/relay/relay-fronts.js';
export { relayedRuntime } from './src/relay/relayed-runtime.js';
export { MemoryRuntime } from './src/memory/memory-runtime.js';
export { ProcessRuntime } from './src/process/process-runtime.js';
