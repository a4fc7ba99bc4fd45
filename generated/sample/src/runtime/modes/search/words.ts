import { stemmer } from 'stemmer';

/** Words that tell operations from each other nowhere. */
const STOP_WORDS: ReadonlySet<string> = new Set(
  (
    'a about all also an and any are as at be been being but by can could do does for from give given had has have ' +
    'here how i if in into is it its me my now of off on one only or our please should so some such than that the ' +
    'their them then there these this those to us want was we were what when where which while who will with would ' +
    'you your'
  ).split(' '),
);

/**
 * Words of a text in lower case, from prose as well as from names: `camelCase`, `snake_case`, `kebab-case`
 * and `{parameter}` are taken apart, punctuation and possessives fall away. Scripts that write no spaces
 * (Chinese, Japanese, Thai) give pairs of characters.
 */
export function wordsOf(text: string): string[] {
  return text
    .normalize('NFKC')
    .replaceAll(/(?<=\p{L})['’](?:s|re|ve|t|d|ll)\b/giu, '')
    .replaceAll(/(?<=[\p{Ll}\p{N}])(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}(?!s(?!\p{Ll}))\p{Ll})/gu, ' ')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .flatMap((word) => (UNSPACED.test(word) ? pairsOf(word) : word))
    .filter((word) => word !== '');
}

const UNSPACED = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}]/u;

function pairsOf(word: string): string[] {
  const characters = [...word];
  return characters.length === 1
    ? [word]
    : characters.slice(1).map((character, index) => `${characters[index] ?? ''}${character}`);
}

const stems = new Map<string, string>();

/** The form under which words count as the same: plural and singular, `deleting` and `delete`. */
export function stemOf(word: string): string {
  let stem = stems.get(word);
  if (stem === undefined) {
    stem = rootOf(stemmer(word));
    stems.set(word, stem);
  }
  return stem;
}

/** Who does a thing and to whom goes with the thing: `assignee`, `watcher` and `contributor`. */
function rootOf(stem: string): string {
  return stem.length < 6 ? stem : stem.replace(/(?:ee?|er|or)$/, '');
}

/** Stems of the words of a text that tell something. */
export function stemsOf(text: string): string[] {
  return wordsOf(text)
    .filter((word) => !STOP_WORDS.has(word))
    .map(stemOf);
}
