/**
 * Makes a text that a regular expression matches: the first alternative of each group, each repetition as short
 * as it may be. Look-arounds and back references are left out, so that the result has to be tried.
 */
export function textFor(pattern: string): string {
  const reader = { rest: [...pattern] };
  return alternatives(reader);
}

interface Reader {
  rest: string[];
}

/** Reads up to the end of the group, or of the pattern. */
function alternatives(reader: Reader): string {
  const [first = ''] = branches(reader);
  return first;
}

function branches(reader: Reader): string[] {
  const found = [''];
  while (reader.rest.length > 0 && reader.rest[0] !== ')') {
    if (reader.rest[0] === '|') {
      reader.rest.shift();
      found.push('');
    } else {
      const text = atom(reader);
      found[found.length - 1] += text.repeat(repetition(reader));
    }
  }
  return found;
}

function atom(reader: Reader): string {
  const character = reader.rest.shift() ?? '';
  if (character === '^' || character === '$') return '';
  if (character === '.') return 'a';
  if (character === '\\') return escaped(reader.rest.shift() ?? '');
  if (character === '[') return characterClass(reader);
  return character === '(' ? group(reader) : character;
}

function group(reader: Reader): string {
  const kind = /^\?(?::|<\w+>|[=!]|<[=!])/u.exec(reader.rest.join(''))?.[0] ?? '';
  reader.rest.splice(0, kind.length);
  const text = alternatives(reader);
  reader.rest.shift();
  return /[=!]$/u.test(kind) ? '' : text;
}

function characterClass(reader: Reader): string {
  const members: string[] = [];
  const negated = reader.rest[0] === '^';
  while (reader.rest.length > 0) {
    const character = reader.rest.shift() ?? '';
    if (character === ']') break;
    members.push(character === '\\' ? escaped(reader.rest.shift() ?? '') : character);
  }
  if (!negated) return members[0] ?? '';
  return ['a', '0', '-'].find((candidate) => !members.includes(candidate)) ?? '';
}

function escaped(character: string): string {
  const CLASSES: Readonly<Record<string, string>> = {
    d: '0',
    w: 'a',
    s: ' ',
    D: 'a',
    S: 'a',
    W: ' ',
    b: '',
    B: '',
  };
  return CLASSES[character] ?? character;
}

/** How often the atom before is needed at least; reads the quantifier. */
function repetition(reader: Reader): number {
  const text = reader.rest.join('');
  const quantifier = /^(?:[*+?]|\{(\d+)(?:,\d*)?\})\??/u.exec(text);
  if (quantifier === null) return 1;
  reader.rest.splice(0, quantifier[0].length);
  if (quantifier[1] !== undefined) return Number(quantifier[1]);
  return quantifier[0].startsWith('+') ? 1 : 0;
}
