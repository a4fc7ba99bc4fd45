import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where the files lie that a project is made from. */
export interface AssetFolders {
  /** Holds one folder per template. */
  readonly templates: string;
  /** The TypeScript sources of the server runtime. */
  readonly runtimeSources: string;
  /** From here the packages are resolved that a bundle contains: the hub's own, whatever the working folder. */
  readonly packages: string;
}

/** In the repository, and in a packed install, where the runtime's sources lie beside the templates. */
const RUNTIME_FOLDERS = ['libs/server-runtime/src', 'runtime'];
/** Tells the sources from a build of them. */
const RUNTIME_ENTRY = 'cli.ts';

/**
 * Finds the assets from this module's own place upward: sources, a build in `dist/` and a packed install
 * all lie below the folder that holds `templates/`.
 */
export function findAssetFolders(from: string = dirname(fileURLToPath(import.meta.url))): AssetFolders {
  for (let folder = from; ; folder = dirname(folder)) {
    const templates = join(folder, 'templates');
    const runtime = RUNTIME_FOLDERS.map((name) => join(folder, name)).find((path) =>
      existsSync(join(path, RUNTIME_ENTRY)),
    );
    if (runtime !== undefined && existsSync(templates)) {
      return { templates, runtimeSources: runtime, packages: from };
    }
    if (dirname(folder) === folder) throw new Error(`No templates/ and runtime sources above ${from}`);
  }
}
