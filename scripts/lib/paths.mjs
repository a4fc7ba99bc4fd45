import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Top folder of the repository. */
export const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** The compiler by path: both TypeScript packages bring a command of the same name. */
export const TSC = join(ROOT, 'node_modules', 'typescript7', 'bin', 'tsc');

export function tool(name) {
  return join(ROOT, 'node_modules', '.bin', name);
}
