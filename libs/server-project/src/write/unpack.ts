import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { extract, type Header } from 'tar-stream';
import { AppError } from '#lib/diagnostics';
import { ProjectFiles, pathFault } from '../project/project-files.js';
import type { ServerProject } from '../render-project.js';

/** Far above the largest project seen; a bomb ends here. */
const MOST_UNPACKED_BYTES = 512 * 1024 * 1024;

const decompress = promisify(gunzip);

/**
 * Reads back what {@link packArchive} wrote as `tar.gz`.
 *
 * @throws AppError `request-invalid` when it is something else: no gzip, more than one top folder, a link, a
 * path that leaves the folder or stands twice, or more than 512 MiB.
 */
export async function unpackArchive(bytes: Uint8Array): Promise<ServerProject> {
  const tar = extract();
  tar.end(await inflate(bytes));
  const files = new ProjectFiles();
  const names = new Set<string>();
  try {
    for await (const entry of tar) {
      const { top, path } = placeOf(entry.header);
      names.add(top);
      files.add(path, await readText(entry));
    }
  } catch (error) {
    throw isRefusal(error) ? error : refused('it is damaged', error);
  }
  const [name, ...others] = names;
  if (name === undefined || others.length > 0) throw refused('it has not one top folder');
  return { name, files: files.sorted() };
}

function placeOf(header: Header): { top: string; path: string } {
  if (header.type !== 'file') throw refused(`${JSON.stringify(header.name)} is no plain file`);
  const slash = header.name.indexOf('/');
  if (slash === -1 || pathFault(header.name) !== undefined) {
    throw refused(`it holds ${JSON.stringify(header.name)}`);
  }
  return { top: header.name.slice(0, slash), path: header.name.slice(slash + 1) };
}

async function readText(entry: AsyncIterable<unknown>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of entry) chunks.push(chunk as Uint8Array);
  return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
}

function isRefusal(error: unknown): boolean {
  return error instanceof AppError && error.code === 'request-invalid';
}

async function inflate(bytes: Uint8Array): Promise<Buffer> {
  try {
    return await decompress(bytes, { maxOutputLength: MOST_UNPACKED_BYTES });
  } catch (error) {
    throw refused('it is no gzip, is damaged, or is too large', error);
  }
}

function refused(reason: string, cause?: unknown): AppError {
  return new AppError('request-invalid', { detail: `The project archive cannot be read: ${reason}.`, cause });
}
