export {
  ContainerRuntime,
  type ContainerEvent,
  type ContainerLimits,
  type ContainerLogLine,
  type ContainerSpec,
  type ContainerState,
  type ContainerStatus,
  type ImageBuild,
  type LogOptions,
  type RuntimeAvailability,
  type RuntimeName,
} from './src/container-runtime.js';
export { selectRuntime, type RuntimeChoice, type RuntimePreferences } from './src/select-runtime.js';
export { MemoryRuntime } from './src/memory/memory-runtime.js';
export { ProcessRuntime } from './src/process/process-runtime.js';
