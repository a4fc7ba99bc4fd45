/** A request that is refused before anything reads it; the message is for the client. */
export class RefusedJson extends Error {
  override readonly name = 'RefusedJson';
}

/** Far deeper than any API's bodies, and far from any parser's limit. */
const MOST_DEPTH = 100;
const MOST_BATCHED = 50;

/**
 * Parses a JSON text that a stranger sent. Refused besides what is no JSON: an object that names a member twice, which
 * two readers understand differently (RFC 8259 section 4), a member `__proto__`, deep nesting, and long batches.
 *
 * @throws RefusedJson
 */
export function parseGuarded(text: string): unknown {
  let value: unknown;
  try {
    scan(text);
    value = JSON.parse(text);
  } catch (error) {
    if (error instanceof RefusedJson) throw error;
    throw new RefusedJson('The body is not valid JSON.');
  }
  if (Array.isArray(value) && value.length > MOST_BATCHED)
    throw new RefusedJson(`A batch holds at most ${MOST_BATCHED} messages.`);
  return value;
}

/** The members of an object that is open; null for an array. */
type Open = Set<string> | null;

const QUOTE = 0x22;
const COLON = 0x3a;
const ARRAY = 0x5b;
const BACKSLASH = 0x5c;
const ARRAY_END = 0x5d;
const OBJECT = 0x7b;
const OBJECT_END = 0x7d;

/**
 * One pass over the text without building anything, linear in its length whatever it holds. A text before a colon is a
 * member's name; what is no JSON is left for the parser to find. Character codes, since this runs for every request.
 */
function scan(text: string): void {
  const open: Open[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      const end = endOfText(text, at);
      if (isName(text, end + 1)) addName(open.at(-1), text.slice(at, end + 1));
      at = end;
    } else if (code === OBJECT || code === ARRAY) push(open, code === OBJECT ? new Set() : null);
    else if (code === OBJECT_END || code === ARRAY_END) open.pop();
  }
}

/** Where the text that begins at a quotation mark ends: at its closing one, or with everything. */
function endOfText(text: string, start: number): number {
  let end = start + 1;
  for (let code = text.charCodeAt(end); end < text.length && code !== QUOTE; code = text.charCodeAt(end))
    end += code === BACKSLASH ? 2 : 1;
  return end;
}

/** JSON's white space (RFC 8259 section 2) may stand before the colon. */
function isName(text: string, after: number): boolean {
  let at = after;
  let code = text.charCodeAt(at);
  while (code === 0x20 || code === 0x09 || code === 0x0a || code === 0x0d) code = text.charCodeAt((at += 1));
  return code === COLON;
}

function push(open: Open[], opened: Open): void {
  open.push(opened);
  if (open.length > MOST_DEPTH) throw new RefusedJson(`The body is nested deeper than ${MOST_DEPTH} levels.`);
}

function addName(names: Open | undefined, quoted: string): void {
  const name = quoted.includes('\\') ? (JSON.parse(quoted) as string) : quoted.slice(1, -1);
  if (name === '__proto__') throw new RefusedJson('A member may not be called __proto__.');
  if (names?.has(name) === true)
    throw new RefusedJson(`The body names ${JSON.stringify(name.slice(0, 80))} twice in one object.`);
  names?.add(name);
}
