import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findAssetFolders } from '../project/asset-folder.js';
import { KINDS_FILE, withKindsOf } from '../project/used-kinds.js';

const RUNTIME_PREFIX = 'src/runtime/';

/** Whether every source is this program's own, as the template has it: only such code is ever run outside a server. */
export async function areOwnSources(sources: ReadonlyMap<string, string>): Promise<boolean> {
  const own = await Promise.all([...sources].map(([path, text]) => isOwn(path, text)));
  return own.every(Boolean);
}

async function isOwn(path: string, text: string): Promise<boolean> {
  const { templates, runtimeSources } = findAssetFolders();
  const place = path.startsWith(RUNTIME_PREFIX)
    ? join(runtimeSources, path.slice(RUNTIME_PREFIX.length))
    : join(templates, 'node-server', 'files', path);
  try {
    const own = await readFile(place, 'utf8');
    return text === own || (path === `${RUNTIME_PREFIX}${KINDS_FILE}` && text === withKindsOf(own, text));
  } catch {
    return false;
  }
}
