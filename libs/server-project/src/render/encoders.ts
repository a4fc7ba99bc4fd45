/**
 * Text from a description reaches a file only through one of these, each made for one place in one kind
 * of file. An encoder that is given nothing throws: a template must not lose a value quietly.
 */

/** Invisible characters that could hide or reorder text, and the separators that some parsers end a line at. */
const INVISIBLE =
  /[\u007f-\u009f\u061c\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2060\u2066-\u2069\ufeff]/gu;
// oxlint-disable-next-line no-control-regex -- control characters are what is looked for
const LINE_BREAKS_AND_CONTROLS = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/gu;
/** Everything that opens an inline construct of CommonMark or GitHub's dialect. */
const MARKDOWN_INLINE = /[\\`*_[\]<>&~|$@]/gu;
const MARKDOWN_LINE_START = /^(?:[#+=-]|\d+[.)])/u;

/** JSON for a `.json` file; `indent` is the depth in spaces of the line that the value starts in. */
export function json(value: unknown, indent = 0): string {
  const text = JSON.stringify(given(value), null, 2);
  return escapeInvisible(indent === 0 ? text : text.replaceAll('\n', `\n${' '.repeat(indent)}`));
}

/** JSON inside a fenced block of a Markdown file: no backtick and no markup character is left in it. */
export function markdownJson(value: unknown, indent = 0): string {
  return json(value, indent).replaceAll(/[`<>&]/gu, unicodeEscape);
}

/** Running text in one line of Markdown, also inside a table cell: no markup, link or HTML comes of it. */
export function markdown(value: unknown): string {
  return oneLine(value)
    .replaceAll(MARKDOWN_INLINE, String.raw`\$&`)
    .replaceAll('://', String.raw`\://`)
    .replaceAll(/\bwww\./giu, (found) => `${found.slice(0, -1)}\\.`)
    .replace(MARKDOWN_LINE_START, (start) => `${start.slice(0, -1)}\\${start.slice(-1)}`);
}

/** A code span, with a fence longer than any run of backticks in it; usable in a table cell. */
export function markdownCode(value: unknown): string {
  const text = oneLine(value).replaceAll('|', String.raw`\|`);
  const runs = text.match(/`+/gu) ?? [];
  const fence = '`'.repeat(1 + Math.max(0, ...runs.map((run) => run.length)));
  const pad = /^`|`$/u.test(text) ? ' ' : '';
  return text === '' ? '` `' : `${fence}${pad}${text}${pad}${fence}`;
}

/** A quoted value of a Dockerfile's `LABEL`: nothing is substituted and the line does not end in it. */
export function dockerLabel(value: unknown): string {
  return `"${oneLine(value).replaceAll(/[\\"$`]/gu, String.raw`\$&`)}"`;
}

/** What stands behind `#` in one line of an env file. */
export function envComment(value: unknown): string {
  return oneLine(value);
}

/** The name of an environment variable; anything else is refused. */
export function envName(value: unknown): string {
  if (typeof value !== 'string' || !/^[A-Z_][A-Z0-9_]*$/u.test(value)) {
    throw new TypeError(`Not the name of an environment variable: ${JSON.stringify(value)}`);
  }
  return value;
}

/** One line without control or invisible characters; white space runs become one space. */
function oneLine(value: unknown): string {
  const known = given(value);
  if (typeof known !== 'string' && typeof known !== 'number') throw new TypeError('Text was expected');
  return String(known)
    .replaceAll(LINE_BREAKS_AND_CONTROLS, ' ')
    .replaceAll(INVISIBLE, '')
    .replaceAll(/\s+/gu, ' ')
    .trim();
}

function given(value: unknown): unknown {
  if (value === undefined) throw new TypeError('The template names a value that is not there');
  return value;
}

/** Keeps a data file readable for people: what they cannot see is written as an escape. */
function escapeInvisible(text: string): string {
  return text.replaceAll(INVISIBLE, unicodeEscape);
}

function unicodeEscape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
