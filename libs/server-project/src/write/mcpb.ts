import { zipSync, type Zippable } from 'fflate';
import { AppError } from '#lib/diagnostics';
import { CACHE_SUFFIX } from '../bundle/loader/cache-file.js';
import { licencesIn } from '../bundle/licences.js';
import { bundleProject } from '../bundle-project.js';
import { LICENCES_FILE } from '../project/template-manifest.js';
import type { ServerProject } from '../render-project.js';

/** Where a project keeps the manifest of its bundle. */
const MANIFEST = 'mcpb/manifest.json';

/**
 * Packs what runs of a project as an MCP bundle, which desktop clients install with a double click
 * (https://github.com/anthropics/mcpb). The same project gives the same bytes.
 *
 * @throws AppError `state-conflict` for projects of templates without a manifest; `generation-failed`
 */
export async function packMcpb(project: ServerProject): Promise<Uint8Array> {
  const manifest = project.files.get(MANIFEST);
  if (manifest === undefined)
    throw new AppError('state-conflict', {
      detail: `The project has no ${MANIFEST}. Generate it with the template node-server.`,
    });
  const { files, packages } = await bundleProject(project);
  const licences = await licencesIn(packages.flatMap(({ folder }) => folder ?? []));
  const encoder = new TextEncoder();
  const entries: Zippable = { 'manifest.json': encoder.encode(manifest) };
  // Code caches are for the Node of the machine that made them.
  for (const [path, bytes] of files) if (!path.endsWith(CACHE_SUFFIX)) entries[path] = bytes;
  entries[LICENCES_FILE] = encoder.encode(licences);
  // The format's first day, from local parts: it holds local time.
  return zipSync(entries, { level: 9, mtime: new Date(1980, 0, 1) });
}
