import type { ServerProject } from './render-project.js';

/** What runs: one CommonJS file with every package inside, and the data files that it loads from beside it. */
export interface ServerBundle {
  /** Relative POSIX path (`server.cjs`, `data/…`) to content. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** The file to start with Node. */
  readonly entry: 'server.cjs';
}

/** Bundles a project in memory with the hub's own installed packages; nothing is installed or fetched. */
export function bundleProject(_project: ServerProject): Promise<ServerBundle> {
  throw new Error('to be written');
}
