import { createHash } from 'node:crypto';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { pack, type Pack } from 'tar-stream';

export interface Layer {
  /** Compressed. */
  readonly bytes: Buffer;
  /** Digest of what it is before it is compressed (OCI image-spec, `rootfs.diff_ids`). */
  readonly diffId: string;
}

/** Compresses an archive on its way into memory. */
export async function layerOf(tar: Pack): Promise<Layer> {
  const hash = createHash('sha256');
  const chunks: Buffer[] = [];
  const counted = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      done(null, chunk);
    },
  });
  await pipeline(
    tar as unknown as AsyncIterable<Buffer>,
    counted,
    createGzip({ level: 1 }),
    async (gzipped: AsyncIterable<Buffer>) => {
      for await (const chunk of gzipped) chunks.push(chunk);
    },
  );
  return { bytes: Buffer.concat(chunks), diffId: `sha256:${hash.digest('hex')}` };
}

/** A server's files below `/app`, the same bytes for the same files. @throws Error for a path that leads out of it */
export function filesLayer(files: ReadonlyMap<string, Uint8Array>): Promise<Layer> {
  const tar = pack();
  const mtime = new Date(0);
  tar.entry({ name: 'app', type: 'directory', mode: 0o755, mtime });
  for (const [path, content] of files) {
    if (path.startsWith('/') || path.split('/').includes('..'))
      throw new Error(`An image's file leaves its folder: ${path}`);
    tar.entry({ name: `app/${path}`, mode: 0o644, mtime }, Buffer.from(content));
  }
  tar.finalize();
  return layerOf(tar);
}
