import { SyntaxFault } from './document-fault.js';

/** A document's text, and whether its bytes had to be guessed at. */
export interface Decoded {
  readonly text: string;
  /** Set when the bytes are in no Unicode encoding: they were read as this one. */
  readonly assumed?: 'windows-1252';
}

const MARKS: readonly [mark: readonly number[], encoding: string][] = [
  [[0xef, 0xbb, 0xbf], 'utf-8'],
  [[0xff, 0xfe], 'utf-16le'],
  [[0xfe, 0xff], 'utf-16be'],
];

/** First bytes of formats that people send by mistake. */
const BINARIES: readonly [mark: readonly number[], what: string][] = [
  [[0x1f, 0x8b], 'a gzip archive; unpack it first'],
  [[0x25, 0x50, 0x44, 0x46], 'a PDF document'],
  [[0x89, 0x50, 0x4e, 0x47], 'an image'],
];

/**
 * Decodes by the byte order mark, else by the zeros that ASCII leaves in UTF-16 (RFC 4627 section 3), else as
 * UTF-8. Bytes that are none of these are read as Windows-1252, which is what such files are, and said so.
 *
 * @throws SyntaxFault when the bytes are no text
 */
export function decodeText(bytes: Uint8Array): Decoded {
  const binary = BINARIES.find(([mark]) => startsWith(bytes, mark));
  if (binary !== undefined) throw new SyntaxFault(`the file is ${binary[1]}`);
  const encoding = MARKS.find(([mark]) => startsWith(bytes, mark))?.[1] ?? unmarked(bytes);
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
    return { text: refuseBinary(text) };
  } catch (error) {
    if (error instanceof SyntaxFault) throw error;
    const text = new TextDecoder('windows-1252').decode(bytes);
    return { text: refuseBinary(text), assumed: 'windows-1252' };
  }
}

function startsWith(bytes: Uint8Array, mark: readonly number[]): boolean {
  return mark.every((byte, index) => bytes[index] === byte);
}

/** A description begins with two ASCII characters. */
function unmarked(bytes: Uint8Array): string {
  const zeros = [...bytes.subarray(0, 4)].map((byte) => (byte === 0 ? '0' : 'x')).join('');
  if (zeros === '0x0x') return 'utf-16be';
  return zeros === 'x0x0' ? 'utf-16le' : 'utf-8';
}

function refuseBinary(text: string): string {
  const at = text.indexOf('\0');
  if (at >= 0) throw new SyntaxFault('the file holds NUL characters; it is binary, or cut off');
  return text;
}
