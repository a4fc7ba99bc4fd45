import { stemOf, wordsOf } from './words.js';

/** What a request wants done with a thing; `do` for anything that changes something. */
export type Act = 'create' | 'list' | 'get' | 'update' | 'delete' | 'do';

/** Words that name an act wherever they stand. */
const ALWAYS: Readonly<Partial<Record<Act, string>>> = {
  create: 'create add new make insert generate define provision',
  list: 'list all browse enumerate which many every find',
  get: 'get show fetch read retrieve see what who is does has whose was were when did',
  update: 'update edit modify alter replace rename adjust',
  delete: 'delete remove destroy erase drop discard',
};

/** Words that name an act where they come first, and may be a thing elsewhere. */
const AT_FIRST: Readonly<Partial<Record<Act, string>>> = {
  create:
    'open register build launch invite file upload put post set up start give attach report log write record leave save store publish submit schedule import reserve',
  list: 'search my',
  get: 'view look display lookup download check how whats compare export count',
  update: 'patch change set configure enable disable mark turn move',
  delete: 'clear unset detach kick revoke',
};

const always = byStem(ALWAYS);
const atFirst = byStem(AT_FIRST);

function byStem(words: Readonly<Partial<Record<Act, string>>>): ReadonlyMap<string, Act> {
  return new Map(
    Object.entries(words).flatMap(([act, list]) =>
      list.split(' ').map((word) => [stemOf(word), act as Act] as const),
    ),
  );
}

/** The act stands early in a request. */
const MOST_WORDS = 4;
/** `merge a pull request`: whatever the verb means, it is rarely reading. */
const IMPERATIVE = /^\p{L}+ (?:an?|the|my|our|this|that|these|all|another|two|several|some)\b/iu;

/** What a request asks for; undefined where nothing tells. */
export function actOf(request: string): Act | undefined {
  const head = wordsOf(request).slice(0, MOST_WORDS).map(stemOf);
  if (head[0] === 'set' && head[1] === 'up') return 'create';
  const acts = head.flatMap(
    (stem, index) => (index === 0 ? atFirst.get(stem) : undefined) ?? always.get(stem) ?? [],
  );
  if (acts[0] === 'get' && acts.includes('list')) return 'list';
  return acts[0] ?? (IMPERATIVE.test(request) ? 'do' : undefined);
}

/** Without the words that say what is to be done. */
export function withoutActs(stems: readonly string[]): string[] {
  return stems.filter((stem, index) => !always.has(stem) && !(index === 0 && atFirst.has(stem)));
}

/** How well a method (RFC 9110 section 9.3, and REST habits) fits what is asked for. */
const FIT: Readonly<Record<Act, Readonly<Record<string, number>>>> = {
  create: { POST: 1, PUT: 0.9, PATCH: 0.7, GET: 0.5, DELETE: 0.35 },
  list: { GET: 1, POST: 0.7, PUT: 0.5, PATCH: 0.5, DELETE: 0.4 },
  get: { GET: 1, POST: 0.7, PUT: 0.5, PATCH: 0.5, DELETE: 0.4 },
  update: { PATCH: 1, PUT: 1, POST: 0.85, GET: 0.5, DELETE: 0.5 },
  do: { POST: 1, PUT: 1, PATCH: 1, DELETE: 0.8, GET: 0.7 },
  delete: { DELETE: 1, POST: 0.75, PUT: 0.6, PATCH: 0.6, GET: 0.4 },
};

/** How well an operation does what is asked for: 0 to 1. */
export function fitOf(
  act: Act | undefined,
  { method, path }: { readonly method: string; readonly path: string },
): number {
  if (act === undefined) return 1;
  const fit = FIT[act][method] ?? 1;
  return act === 'list' && /\}\/?$/.test(path) ? fit * 0.85 : fit;
}
