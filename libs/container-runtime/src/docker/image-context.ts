import { pack, type Pack } from 'tar-stream';
import type { ImageBuild } from '../container-runtime.js';
import { IMAGE_SETTINGS } from './base-image.js';

const FOLDER = 'app/';

/** The build context in memory: a Dockerfile that no input reaches, and the files for its one layer. */
export function imageContext(base: string, build: ImageBuild): Pack {
  const tar = pack();
  const mtime = new Date(0);
  tar.entry(
    { name: 'Dockerfile', mtime },
    [`FROM ${base}`, `COPY ${FOLDER} /app/`, ...IMAGE_SETTINGS, ''].join('\n'),
  );
  for (const [path, content] of build.files) {
    if (path.startsWith('/') || path.split('/').includes('..'))
      throw new Error(`An image's file leaves its folder: ${path}`);
    tar.entry({ name: `${FOLDER}${path}`, mode: 0o644, mtime }, Buffer.from(content));
  }
  tar.finalize();
  return tar;
}
