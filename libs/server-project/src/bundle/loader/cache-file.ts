import { fingerprint } from './fingerprint.js';

/**
 * A code cache beside its code: fingerprints of the code and of the data, then V8's data. V8 itself compares only the
 * lengths of both, and would run what a broken file says.
 */
const HEADER_BYTES = 8;

export const CACHE_SUFFIX = '.cache';

/** @param code The file's bytes @param data Of V8 */
export function cacheFile(code: Uint8Array, data: Uint8Array): Uint8Array {
  const bytes = Buffer.alloc(HEADER_BYTES + data.byteLength);
  bytes.writeUInt32LE(fingerprint(code), 0);
  bytes.set(data, HEADER_BYTES);
  bytes.writeUInt32LE(fingerprint(bytes.subarray(HEADER_BYTES)), 4);
  return bytes;
}

/** V8's data; undefined where it was made for other code, or is not as it was written. */
export function cachedData(file: Buffer, code: Uint8Array): Buffer | undefined {
  if (file.byteLength <= HEADER_BYTES || file.readUInt32LE(0) !== fingerprint(code)) return undefined;
  const data = file.subarray(HEADER_BYTES);
  return file.readUInt32LE(4) === fingerprint(data) ? data : undefined;
}

/** What tells engines and flags apart in a cache: the same for each that is made with them. */
export function engineOf(file: Uint8Array): Uint8Array {
  return file.subarray(HEADER_BYTES, HEADER_BYTES + 16);
}
