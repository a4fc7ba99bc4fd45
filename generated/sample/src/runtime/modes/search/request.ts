import { actOf, withoutActs, type Act } from './acts.js';
import { spelledOut } from './synonyms.js';
import type { Vocabulary } from './vocabulary.js';
import { stemsOf } from './words.js';

/** What was asked for, in the terms of the index. */
export interface Request {
  /** Undefined where no verb tells. */
  readonly act: Act | undefined;
  /** Stems of verbs that name an act. */
  readonly acts: ReadonlySet<string>;
  /** Stems of the things spoken of, with what each weighs: 1 at the front, less where it says where or for whom. */
  readonly things: ReadonlyMap<string, number>;
}

const CONTEXT_WEIGHT = 0.65;
/** What follows these says where or for whom. */
const CONTEXT =
  /\b(?:in|of|on|from|for|to|with|at|by|within|through|into|under|beneath|across|that|so|when)\b/iu;
/** `ABC-123`, `42`, `80%`: values, never words of a description. */
const VALUES = /\b[A-Z]+-\d+\b|\b\d+%?/gu;

/** Reads a request in plain words, or a few keywords. */
export function readRequest(text: string, vocabulary: Vocabulary): Request {
  const request = spelledOut(text).replaceAll(VALUES, ' ').trim();
  const start = CONTEXT.exec(request)?.index ?? request.length;
  const front = stemsOf(vocabulary.apart(request.slice(0, start)));
  const context = stemsOf(vocabulary.apart(request.slice(start)));
  const all = [...front, ...context];
  const things = withoutActs(all);
  return {
    act: actOf(request),
    acts: new Set(all.filter((stem) => !things.includes(stem))),
    things: new Map(things.map((stem) => [stem, front.includes(stem) ? 1 : CONTEXT_WEIGHT])),
  };
}
