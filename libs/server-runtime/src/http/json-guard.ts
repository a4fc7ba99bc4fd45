/** A request that is refused before anything reads it; the message is for the client. */
export class RefusedJson extends Error {
  override readonly name = 'RefusedJson';
}

/** Far deeper than any API's bodies, and far from any parser's limit. */
const MOST_DEPTH = 100;
const MOST_BATCHED = 50;

const QUOTE = 0x22;
const COLON = 0x3a;
const ARRAY = 0x5b;
const BACKSLASH = 0x5c;
const ARRAY_END = 0x5d;
const OBJECT = 0x7b;
const OBJECT_END = 0x7d;

/**
 * Parses a JSON text that a stranger sent. Refused besides what is no JSON: an object that names a member twice, which
 * two readers understand differently (RFC 8259 section 4), a member `__proto__`, deep nesting, and long batches.
 *
 * @throws RefusedJson
 */
export function parseGuarded(text: string): unknown {
  const value = parsed(text);
  // Of members with one name the parser keeps the last: fewer are there than the text names.
  if (membersOf(value, MOST_DEPTH) !== namesIn(text))
    throw new RefusedJson(`The body names ${repeatedName(text)} twice in one object.`);
  if (Array.isArray(value) && value.length > MOST_BATCHED)
    throw new RefusedJson(`A batch holds at most ${MOST_BATCHED} messages.`);
  return value;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new RefusedJson('The body is not valid JSON.');
  }
}

/** How many members a value has, those within them too. @throws RefusedJson for `__proto__` and deep nesting */
function membersOf(value: unknown, depth: number): number {
  if (typeof value !== 'object' || value === null) return 0;
  if (depth === 0) throw new RefusedJson(`The body is nested deeper than ${MOST_DEPTH} levels.`);
  let count = 0;
  if (Array.isArray(value)) {
    for (const item of value) count += membersOf(item, depth - 1);
    return count;
  }
  for (const name in value) {
    if (name === '__proto__') throw new RefusedJson('A member may not be called __proto__.');
    count += 1 + membersOf((value as Record<string, unknown>)[name], depth - 1);
  }
  return count;
}

/** In JSON, every colon outside of a text follows a member's name. */
function namesIn(text: string): number {
  let count = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = endOfText(text, at);
    else if (code === COLON) count += 1;
  }
  return count;
}

/** Of an object that is open, the names; null for an array. */
type Open = Set<string> | null;

/** The first name that an object has twice, quoted. */
function repeatedName(text: string): string {
  const open: Open[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      const end = endOfText(text, at);
      const name = isName(text, end + 1) ? (JSON.parse(text.slice(at, end + 1)) as string) : undefined;
      if (name !== undefined && isKnown(open.at(-1), name)) return JSON.stringify(name.slice(0, 80));
      at = end;
    } else openOrClose(open, code);
  }
  return 'a member';
}

/** Whether the name came before; it has come now. */
function isKnown(names: Open | undefined, name: string): boolean {
  if (names?.has(name) === true) return true;
  names?.add(name);
  return false;
}

function openOrClose(open: Open[], code: number): void {
  if (code === OBJECT || code === ARRAY) open.push(code === OBJECT ? new Set() : null);
  else if (code === OBJECT_END || code === ARRAY_END) open.pop();
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
