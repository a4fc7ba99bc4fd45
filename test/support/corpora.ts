import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Real descriptions to test against, where they are at hand: `TOOLWRIGHT_CORPORA`, or beside the repository. */
export function corporaDir(): string | undefined {
  const folder =
    process.env['TOOLWRIGHT_CORPORA'] ?? fileURLToPath(new URL('../../../shared/corpora', import.meta.url));
  return existsSync(folder) ? folder : undefined;
}
