import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { AppError } from '#lib/diagnostics';
import type { FetchPolicy, ReadLimits, SpecSource, StoredSource } from '../source.js';
import { uploadPath, uploadUri, type DocumentStore } from './document-store.js';
import { introspect, looksLikeEndpoint } from '../graphql/introspect.js';
import { findEntry, type Entry } from './find-entry.js';
import { fetchGuarded } from './guarded-fetch.js';
import { isZip, unzipDocuments } from './unzip.js';

interface OpenOptions {
  readonly limits: ReadLimits;
  readonly fetch: FetchPolicy;
}

/** Reads one file of an upload, or undefined when the upload has none of that name. */
type ReadUpload = (path: string) => Promise<Uint8Array | undefined>;

/**
 * Opens whatever a person handed over as a store of documents.
 *
 * @throws AppError as {@link DocumentStore.read}
 */
export async function openSource(source: SpecSource, options: OpenOptions): Promise<DocumentStore> {
  switch (source.kind) {
    case 'text':
      return openFiles(new Map([[source.name, new TextEncoder().encode(source.text)]]), options, {
        name: source.name,
      });
    case 'file':
      if (!isZip(source.bytes))
        return openFiles(new Map([[source.name, source.bytes]]), options, { name: source.name });
      return openFiles(unzipDocuments(source.bytes, options.limits), options);
    case 'path':
      return openPath(resolve(source.path), options);
    case 'url':
      return openUrl(source, options);
    case 'stored':
      return openStored(source, options);
  }
}

function openFiles(
  files: ReadonlyMap<string, Uint8Array>,
  options: OpenOptions,
  entry = findEntry(files),
): DocumentStore {
  return uploadStore(entry, async (path) => files.get(path), options);
}

async function openPath(path: string, options: OpenOptions): Promise<DocumentStore> {
  const info = await stat(path).catch(() => undefined);
  if (!info) {
    throw new AppError('source-unreachable', {
      detail: `There is no file or folder ${JSON.stringify(path)}.`,
    });
  }
  if (info.isDirectory()) return openFolder(path, options);
  if (isZip((await readFile(path)).subarray(0, 4))) {
    return openFiles(unzipDocuments(await readFile(path), options.limits), options);
  }
  return uploadStore(
    { name: basename(path) },
    readInside(await realpath(dirname(path)), options.limits),
    options,
  );
}

async function openFolder(folder: string, options: OpenOptions): Promise<DocumentStore> {
  const root = await realpath(folder);
  const names = await readdir(root, { recursive: true });
  if (names.length > options.limits.maxDocuments * 4) {
    throw new AppError('upload-too-large', {
      detail: `The folder holds ${names.length} files. Name the description's file.`,
    });
  }
  const files = new Map<string, Uint8Array>();
  for (const name of names.filter((item) => /\.(json|ya?ml|graphqls?|gql)$/i.test(item))) {
    const info = await stat(join(root, name));
    if (info.isFile() && info.size <= options.limits.maxBytes)
      files.set(name.split(sep).join('/'), await readFile(join(root, name)));
  }
  return uploadStore(findEntry(files), readInside(root, options.limits), options);
}

/** Files of this machine below one folder; links that lead out of it are not followed. */
function readInside(root: string, limits: ReadLimits): ReadUpload {
  return async (path) => {
    const real = await realpath(join(root, path)).catch(() => undefined);
    if (real === undefined) return undefined;
    const inside = relative(root, real);
    if (inside.startsWith('..') || resolve(root, inside) !== real) return undefined;
    const info = await stat(real);
    if (!info.isFile()) return undefined;
    if (info.size > limits.maxBytes) throw tooLarge(path, limits);
    return readFile(real);
  };
}

async function openUrl(
  source: Extract<SpecSource, { kind: 'url' }>,
  options: OpenOptions,
): Promise<DocumentStore> {
  const { url } = source;
  if (source.introspect ?? looksLikeEndpoint(url)) {
    const bytes = await introspect(url, source.headers ?? {}, options);
    return { entry: url, introspected: url, read: () => Promise.resolve(bytes), nameOf: (uri) => uri };
  }
  const first = await fetchGuarded(url, {
    policy: options.fetch,
    maxBytes: options.limits.maxBytes,
    timeoutMs: options.limits.fetchTimeoutMs,
    trusted: options.fetch.trustEntryUrl,
  });
  if (isZip(first.bytes)) return openFiles(unzipDocuments(first.bytes, options.limits), options);
  return {
    entry: first.url,
    read: (uri) => (uri === first.url ? Promise.resolve(first.bytes) : readRemote(uri, options)),
    nameOf: (uri) => uri,
  };
}

function uploadStore(entry: Entry, readUpload: ReadUpload, options: OpenOptions): DocumentStore {
  return {
    entry: uploadUri(entry.name),
    ...(entry.graphql === undefined ? {} : { graphql: entry.graphql.map(uploadUri) }),
    nameOf: (uri) => uploadPath(uri) ?? uri,
    async read(uri) {
      const path = uploadPath(uri);
      if (path === undefined) return readRemote(uri, options);
      const bytes = await readUpload(path);
      if (bytes) return bytes;
      throw new AppError('document-unusable', {
        detail: `The upload holds no file ${JSON.stringify(path)}.`,
      });
    },
  };
}

function openStored(source: StoredSource, options: OpenOptions): DocumentStore {
  const encoder = new TextEncoder();
  const rest = uploadStore({ name: '' }, () => Promise.resolve(undefined), options);
  return {
    ...rest,
    entry: source.entry,
    ...(source.graphql === undefined ? {} : { graphql: source.graphql }),
    ...(source.introspected === undefined ? {} : { introspected: source.introspected }),
    read(uri) {
      const text = Object.hasOwn(source.documents, uri) ? source.documents[uri] : undefined;
      return text === undefined ? rest.read(uri) : Promise.resolve(encoder.encode(text));
    },
  };
}

async function readRemote(uri: string, options: OpenOptions): Promise<Uint8Array> {
  const answer = await fetchGuarded(uri, {
    policy: options.fetch,
    maxBytes: options.limits.maxBytes,
    timeoutMs: options.limits.fetchTimeoutMs,
    trusted: false,
  });
  return answer.bytes;
}

function tooLarge(path: string, limits: ReadLimits): AppError {
  return new AppError('upload-too-large', {
    detail: `${JSON.stringify(path)} is larger than ${limits.maxBytes} bytes.`,
  });
}
