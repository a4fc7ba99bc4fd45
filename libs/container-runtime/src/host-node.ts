import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';

/** The Node that runs this program. */
export interface HostNode {
  readonly version: string;
  /** Of the program's file, in hex. */
  readonly sha256: string;
}

let found: Promise<HostNode> | undefined;

/** Reads the program once. */
export function hostNode(): Promise<HostNode> {
  found ??= read();
  found.catch(() => (found = undefined));
  return found;
}

async function read(): Promise<HostNode> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(process.execPath), hash);
  return { version: process.versions.node, sha256: hash.digest('hex') };
}
