const PRIME = 0x01000193;
const START = 0x811c9dc5;

/**
 * What tells one file from another of the same length; no protection against who may write the files. FNV-1a by words
 * of four bytes in the machine's order: `node:crypto` takes longer to load than this to run.
 */
export function fingerprint(bytes: Uint8Array): number {
  const whole = bytes.byteLength & ~3;
  const words =
    bytes.byteOffset % 4 === 0
      ? new Int32Array(bytes.buffer, bytes.byteOffset, whole / 4)
      : new Int32Array(Uint8Array.from(bytes.subarray(0, whole)).buffer);
  const hash = words.reduce(step, START ^ bytes.byteLength);
  return bytes.subarray(whole).reduce(step, hash) >>> 0;
}

function step(hash: number, value: number): number {
  const mixed = Math.imul(hash ^ value, PRIME);
  return mixed ^ (mixed >>> 15);
}
