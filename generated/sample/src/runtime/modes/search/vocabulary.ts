import { wordsOf } from './words.js';

const SHORTEST_PART = 3;

/** Words that a description uses, by which names that run words together are taken apart. */
export class Vocabulary {
  readonly #words: ReadonlySet<string>;

  constructor(texts: readonly string[]) {
    const words = texts.flatMap(wordsOf);
    this.#words = new Set(words.filter((word) => word.length >= SHORTEST_PART || word === 'my'));
  }

  /** `worklog` as `work log`, where both are words of their own. */
  apart(text: string): string {
    return wordsOf(text)
      .flatMap((word) => this.#partsOf(word))
      .join(' ');
  }

  #partsOf(word: string): string[] {
    for (let at = 2; at <= word.length - SHORTEST_PART; at += 1) {
      const parts = [word.slice(0, at), word.slice(at)];
      if (parts.every((part) => this.#words.has(part))) return parts;
    }
    return [word];
  }
}
