import { existsSync } from 'node:fs';
import { ConfigError } from '../../config.js';

/** Beside a bundle, or beside this file as it was compiled. */
const PLACES = ['./sandbox-worker.cjs', './sandbox-worker.js'];

/** @throws ConfigError where the sandbox was left out */
export function workerFile(): URL {
  const found = PLACES.map((place) => new URL(place, import.meta.url)).find((url) => existsSync(url));
  if (found !== undefined) return found;
  throw new ConfigError(
    'TOOL_MODE is code, and this bundle was made without the sandbox: generate the project with the mode code.',
  );
}
