/** One entry of a zip's central directory (PKWARE APPNOTE 6.3.10, section 4.3.12). */
export interface ZipEntry {
  readonly name: string;
  /** Unpacked, as stated. */
  readonly bytes: number;
  readonly isLink: boolean;
  readonly isEncrypted: boolean;
}

const END = { signature: 0x06054b50, length: 22, count: 10, offset: 16 };
const ENTRY = {
  signature: 0x02014b50,
  length: 46,
  flags: 8,
  size: 24,
  nameLength: 28,
  extraLength: 30,
  commentLength: 32,
  attributes: 38,
};
const LONGEST_COMMENT = 0xff_ff;
const FILE_TYPE = 0o170_000;
const LINK = 0o120_000;

/** Lists a zip's entries without unpacking any. @throws Error when it is no zip; RangeError when it is cut off */
export function readZipDirectory(bytes: Uint8Array): ZipEntry[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = findEnd(view);
  const entries: ZipEntry[] = [];
  let at = view.getUint32(end + END.offset, true);
  for (let left = view.getUint16(end + END.count, true); left > 0; left -= 1) {
    if (view.getUint32(at, true) !== ENTRY.signature) throw new Error('no zip entry where one should be');
    const nameLength = view.getUint16(at + ENTRY.nameLength, true);
    const start = at + ENTRY.length;
    entries.push({
      name: new TextDecoder().decode(bytes.subarray(start, start + nameLength)),
      bytes: view.getUint32(at + ENTRY.size, true),
      // The upper half is the Unix mode, whatever system the zip says it was made on.
      isLink: ((view.getUint32(at + ENTRY.attributes, true) >>> 16) & FILE_TYPE) === LINK,
      isEncrypted: (view.getUint16(at + ENTRY.flags, true) & 1) === 1,
    });
    const beside =
      view.getUint16(at + ENTRY.extraLength, true) + view.getUint16(at + ENTRY.commentLength, true);
    at = start + nameLength + beside;
  }
  return entries;
}

/** The end record is the last one, but for a comment behind it. */
function findEnd(view: DataView): number {
  const last = view.byteLength - END.length;
  for (let at = last; at >= 0 && at >= last - LONGEST_COMMENT; at -= 1)
    if (view.getUint32(at, true) === END.signature) return at;
  throw new Error('no end of a zip');
}
