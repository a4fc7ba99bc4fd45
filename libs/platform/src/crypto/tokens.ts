import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** A random token of 256 bits, safe in URLs, with a prefix that tells what it is. */
export function newToken(prefix: string): string {
  return `${prefix}_${randomBytes(32).toString('base64url')}`;
}

/** What is stored of a token. A plain hash is enough: 256 random bits cannot be guessed, unlike a password. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** Compares in constant time. */
export function tokenMatches(token: string, hash: string): boolean {
  const a = Buffer.from(hashToken(token));
  const b = Buffer.from(hash);
  return a.byteLength === b.byteLength && timingSafeEqual(a, b);
}
