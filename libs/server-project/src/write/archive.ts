import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { zipSync, type Zippable } from 'fflate';
import { pack } from 'tar-stream';
import type { ServerProject } from '../render-project.js';

export type ArchiveFormat = 'zip' | 'tar.gz';

const FILE_MODE = 0o644;
const COMPRESSION_LEVEL = 6;
/** Operating system "unknown" (RFC 1952 section 2.3.1), where zlib writes the one it was built for. */
const GZIP_SYSTEM = { offset: 9, unknown: 255 };
const ZIP_UNIX = 3;

const compress = promisify(gzip);

/** Packs the project under a top folder of its name. Deterministic: fixed times, order and modes. */
export async function packArchive(project: ServerProject, format: ArchiveFormat): Promise<Uint8Array> {
  return format === 'zip' ? packZip(project) : packTarGz(project);
}

function packZip(project: ServerProject): Uint8Array {
  const encoder = new TextEncoder();
  const entries: Zippable = {};
  for (const [path, text] of project.files) entries[`${project.name}/${path}`] = encoder.encode(text);
  return zipSync(entries, {
    level: COMPRESSION_LEVEL,
    // The format's first day. It holds local time: made from local parts, it has the same bytes in every zone.
    mtime: new Date(1980, 0, 1),
    os: ZIP_UNIX,
    attrs: FILE_MODE << 16,
  });
}

async function packTarGz(project: ServerProject): Promise<Uint8Array> {
  const tar = pack();
  for (const [path, text] of project.files) {
    tar.entry(
      { name: `${project.name}/${path}`, mode: FILE_MODE, mtime: new Date(0), uid: 0, gid: 0, type: 'file' },
      text,
    );
  }
  tar.finalize();
  const chunks: Uint8Array[] = [];
  for await (const chunk of tar) chunks.push(chunk as Uint8Array);
  const bytes = await compress(Buffer.concat(chunks), { level: COMPRESSION_LEVEL });
  bytes[GZIP_SYSTEM.offset] = GZIP_SYSTEM.unknown;
  return bytes;
}
