/** Escapes that mean themselves in most engines but are errors in a Unicode-mode ECMAScript pattern. */
const NEEDLESS_ESCAPE = /\\([^\w\s$()*+./?[\\\]^{|}-])/g;

/**
 * Makes a pattern one that ECMAScript accepts in Unicode mode, as JSON Schema 2020-12 wants it
 * (section 6.3.3 with ECMA-262 flag `u`), when that is possible without changing what it matches.
 *
 * @returns undefined when it cannot be used
 */
export function repairPattern(pattern: string): string | undefined {
  const attempts = [
    pattern,
    delimited(pattern),
    anchors(pattern),
    needless(anchors(pattern)),
    posixClasses(needless(anchors(pattern))),
  ];
  return attempts.find(compiles);
}

function compiles(pattern: string): boolean {
  try {
    RegExp(pattern, 'u');
    return true;
  } catch {
    return false;
  }
}

/** `/…/` around a pattern is another language's literal, not a part of it; only tried when the plain text fails. */
function delimited(pattern: string): string {
  return pattern.length > 2 && pattern.startsWith('/') && pattern.endsWith('/')
    ? pattern.slice(1, -1)
    : pattern;
}

/** `\A`, `\z`, `\Z` of other engines are `^` and `$`; named groups without `?<` are Python's. */
function anchors(pattern: string): string {
  return pattern
    .replaceAll(/\\A/g, '^')
    .replaceAll(/\\[zZ]/g, '$')
    .replaceAll('(?P<', '(?<');
}

/** A dash needs its escape inside a class only; outside it is an error. Letters and digits keep theirs. */
function needless(pattern: string): string {
  let inClass = false;
  let result = '';
  for (let index = 0; index < pattern.length; index += 1) {
    const char = pattern.charAt(index);
    if (char === '\\') {
      const pair = pattern.slice(index, index + 2);
      result += pair === '\\-' && !inClass ? '-' : pair === '\\_' ? '_' : pair.replace(NEEDLESS_ESCAPE, '$1');
      index += 1;
      continue;
    }
    if (char === '[') inClass = true;
    if (char === ']') inClass = false;
    result += char;
  }
  return result;
}

function posixClasses(pattern: string): string {
  return pattern
    .replaceAll('[:alpha:]', 'A-Za-z')
    .replaceAll('[:digit:]', '0-9')
    .replaceAll('[:alnum:]', 'A-Za-z0-9')
    .replaceAll('[:space:]', '\\s')
    .replaceAll('[:upper:]', 'A-Z')
    .replaceAll('[:lower:]', 'a-z');
}
