import { createHash } from 'node:crypto';

/** SHA-256 (hex) of one document. */
export function digestOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** SHA-256 (hex) over names and digests, in name order. */
export function sourceHash(digests: ReadonlyMap<string, string>): string {
  const all = createHash('sha256');
  for (const [name, digest] of [...digests].toSorted(([a], [b]) => (a < b ? -1 : 1)))
    all.update(`${name}\0${digest}\n`);
  return all.digest('hex');
}
