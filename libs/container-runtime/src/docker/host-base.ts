import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, realpath } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { pack, type Pack } from 'tar-stream';
import { AppError } from '#lib/diagnostics';

/** Libraries that glibc loads by name at run time, to look up hosts and users. */
const LOADED_BY_NAME = ['libnss_dns.so.2', 'libnss_files.so.2', 'libresolv.so.2'];
const USER = 'node:x:1000:1000::/:/nonexistent\n';

interface BaseFile {
  /** Where it lies in the image. */
  readonly path: string;
  /** Where it is read from. */
  readonly source: string;
}

/** The files of a base image: this machine's Node and the libraries that it has loaded. */
export interface HostBase {
  /** Hash over paths and contents of everything in it: the same Node gives the same image. */
  readonly version: string;
  tar(): Pack;
}

/**
 * Collects a base image from the host, without a shell or a download.
 *
 * @throws AppError `runtime-unavailable` where this Node is no Linux program
 */
export async function hostBase(): Promise<HostBase> {
  if (process.platform !== 'linux') {
    throw new AppError('runtime-unavailable', {
      detail: `A base image can be made from this machine's Node on Linux only. Set TOOLWRIGHT_BASE_IMAGE, for example to node:20-slim.`,
    });
  }
  const files = await collect();
  const hash = createHash('sha256');
  const contents = new Map<string, Buffer>();
  for (const { path, source } of files) {
    const bytes = await readFile(source);
    contents.set(path, bytes);
    hash.update(path).update(createHash('sha256').update(bytes).digest());
  }
  return {
    version: `${process.versions.node}-${hash.digest('hex').slice(0, 12)}`,
    tar: () => writeTar(contents),
  };
}

async function collect(): Promise<BaseFile[]> {
  const libraries = sharedObjects();
  const folder = dirname(libraries.find((path) => /\/libc\.so/.test(path)) ?? '/lib');
  const named = LOADED_BY_NAME.map((name) => join(folder, name)).filter((path) => existsSync(path));
  const paths = [...new Set([...libraries, ...named])].toSorted();
  const files = await Promise.all(
    paths.map(async (path) => ({ path: path.slice(1), source: await realpath(path) })),
  );
  return [{ path: 'usr/bin/node', source: await realpath(process.execPath) }, ...files];
}

/** Paths of the libraries in this process, the loader among them. */
function sharedObjects(): string[] {
  const { report } = process;
  // The network part of a report looks up names, which takes time and says nothing here.
  (report as typeof report & { excludeNetwork: boolean }).excludeNetwork = true;
  const { sharedObjects: loaded } = report.getReport() as unknown as { sharedObjects: string[] };
  const own = basename(process.execPath);
  return loaded.filter(
    (path) =>
      path.startsWith('/') && basename(path) !== own && /\.so(\.|$)/.test(path) && !path.endsWith('.node'),
  );
}

function writeTar(contents: ReadonlyMap<string, Buffer>): Pack {
  const tar = pack();
  const mtime = new Date(0);
  const file = (name: string, content: Buffer | string, mode: number) =>
    tar.entry({ name, mode, mtime }, content);
  for (const name of ['etc', 'tmp', 'app', 'run'])
    tar.entry({ name, type: 'directory', mode: name === 'tmp' ? 0o1777 : 0o755, mtime });
  file('etc/passwd', `root:x:0:0::/:/nonexistent\n${USER}`, 0o644);
  file('etc/group', 'root:x:0:\nnode:x:1000:\n', 0o644);
  file('etc/nsswitch.conf', 'hosts: files dns\n', 0o644);
  for (const [path, bytes] of contents) file(path, bytes, 0o755);
  tar.finalize();
  return tar;
}
