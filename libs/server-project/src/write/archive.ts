import type { ServerProject } from '../render-project.js';

export type ArchiveFormat = 'zip' | 'tar.gz';

/** Packs the project under a top folder of its name. Deterministic: fixed times, order and modes. */
export function packArchive(_project: ServerProject, _format: ArchiveFormat): Promise<Uint8Array> {
  throw new Error('to be written');
}

/** Reads back what {@link packArchive} wrote as `tar.gz`. */
export function unpackArchive(_bytes: Uint8Array): Promise<ServerProject> {
  throw new Error('to be written');
}
