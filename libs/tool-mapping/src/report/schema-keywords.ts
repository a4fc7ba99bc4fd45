import { grave, harmless, placeName, type ChangeReason } from './change-reason.js';

type Schema = Readonly<Record<string, unknown>>;

/** Whether a keyword's value may only grow or only shrink for the same values to stay allowed. */
const BOUNDS = {
  minimum: 'lower',
  exclusiveMinimum: 'lower',
  minLength: 'lower',
  minItems: 'lower',
  minProperties: 'lower',
  maximum: 'upper',
  exclusiveMaximum: 'upper',
  maxLength: 'upper',
  maxItems: 'upper',
  maxProperties: 'upper',
} as const;
/** A value that differs may allow less; one that is gone allows more. */
const FORMS = ['pattern', 'format', 'multipleOf'] as const;

export function typeReasons(before: Schema, after: Schema, place: string): ChangeReason[] {
  const [old, now] = [typesOf(before), typesOf(after)];
  if (now === undefined) return [];
  const lost = (old ?? ['any other type']).filter((type) => !takes(now, type));
  if (lost.length > 0) return [grave(`${placeName(place)} no longer takes ${lost.join(', ')}.`)];
  return old !== undefined && now.some((type) => !takes(old, type))
    ? [harmless(`${placeName(place)} takes more types.`)]
    : [];
}

export function choiceReasons(before: Schema, after: Schema, place: string): ChangeReason[] {
  const [old, now] = [choicesOf(before), choicesOf(after)];
  if (now === undefined) return [];
  if (old === undefined) return [grave(`${placeName(place)} takes only ${listed(now)} now.`)];
  const lost = old.filter((choice) => !now.includes(choice));
  const fresh = now.filter((choice) => !old.includes(choice));
  return [
    ...(lost.length === 0 ? [] : [grave(`${placeName(place)} no longer takes ${listed(lost)}.`)]),
    ...(fresh.length === 0 ? [] : [harmless(`${placeName(place)} takes ${listed(fresh)}, too.`)]),
  ];
}

export function boundReasons(before: Schema, after: Schema, place: string): ChangeReason[] {
  const bounds = Object.entries(BOUNDS).filter(([keyword, side]) => {
    const [old, now] = [before[keyword], after[keyword]];
    if (typeof now !== 'number' || isVoid(keyword, now)) return false;
    if (typeof old !== 'number') return true;
    return side === 'lower' ? now > old : now < old;
  });
  const forms = FORMS.filter((keyword) => after[keyword] !== undefined && after[keyword] !== before[keyword]);
  return [...bounds.map(([keyword]) => keyword), ...forms].map((keyword) =>
    grave(`${placeName(place)} takes less: ${keyword} is ${JSON.stringify(after[keyword])} now.`),
  );
}

/** A least length of nothing keeps nothing out. */
function isVoid(keyword: string, value: number): boolean {
  return value === 0 && /^min(?:Length|Items|Properties)$/u.test(keyword);
}

function typesOf(schema: Schema): readonly string[] | undefined {
  const { type } = schema;
  if (typeof type === 'string') return [type];
  return Array.isArray(type) ? type.map(String) : undefined;
}

function takes(types: readonly string[], type: string): boolean {
  return types.includes(type) || (type === 'integer' && types.includes('number'));
}

function choicesOf(schema: Schema): readonly string[] | undefined {
  if (schema['const'] !== undefined) return [JSON.stringify(schema['const'])];
  return Array.isArray(schema['enum']) ? schema['enum'].map((value) => JSON.stringify(value)) : undefined;
}

const MOST_LISTED = 10;

function listed(choices: readonly string[]): string {
  const more = choices.length - MOST_LISTED;
  return `${choices.slice(0, MOST_LISTED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
