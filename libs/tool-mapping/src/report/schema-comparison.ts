import { fromPointer } from '#lib/diagnostics';
import { grave, harmless, placeName, type ChangeReason } from './change-reason.js';
import { boundReasons, choiceReasons, typeReasons } from './schema-keywords.js';

export type Schema = Readonly<Record<string, unknown>>;

/** Larger comparisons end with a reason of their own; no description seen comes near. */
const MOST_STEPS = 10_000;

/** Said about values, without any say in which are allowed. */
const ANNOTATIONS: ReadonlySet<string> = new Set([
  'title',
  'description',
  'default',
  'example',
  'examples',
  'deprecated',
  'readOnly',
  'writeOnly',
  '$comment',
  '$defs',
  '$id',
  '$schema',
  '$ref',
  'externalDocs',
  'discriminator',
]);
/** Judged by a function each; every other keyword that differs may allow less than before. */
const JUDGED: ReadonlySet<string> = new Set([
  'type',
  'enum',
  'const',
  'properties',
  'required',
  'additionalProperties',
  'items',
  'oneOf',
  'anyOf',
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'minLength',
  'maxLength',
  'minItems',
  'maxItems',
  'minProperties',
  'maxProperties',
  'pattern',
  'format',
  'multipleOf',
]);

/** Whether every value that one schema allows is allowed by a later one, and where not, why not. */
export class SchemaComparison {
  readonly #seen = new WeakMap<Schema, WeakSet<Schema>>();
  #steps = 0;

  constructor(
    readonly before: Schema,
    readonly after: Schema,
  ) {}

  reasons(): ChangeReason[] {
    const reasons = this.#compare(this.before, this.after, '');
    return this.#steps <= MOST_STEPS
      ? reasons
      : [...reasons, grave('Its arguments are too entangled to be compared in full.')];
  }

  #compare(given: unknown, now: unknown, place: string): ChangeReason[] {
    const [before, after] = [this.#resolved(given, this.before), this.#resolved(now, this.after)];
    if (this.#isKnown(before, after)) return [];
    return [
      ...typeReasons(before, after, place),
      ...choiceReasons(before, after, place),
      ...boundReasons(before, after, place),
      ...this.#propertyReasons(before, after, place),
      ...this.#partReasons(before, after, place),
      ...this.#alternativeReasons(before, after, place),
      ...otherReasons(before, after, place),
    ];
  }

  /** Marks the pair, so that a schema that refers to itself ends. */
  #isKnown(before: Schema, after: Schema): boolean {
    const partners = this.#seen.get(before) ?? new WeakSet<Schema>();
    this.#seen.set(before, partners);
    this.#steps += 1;
    if (partners.has(after) || this.#steps > MOST_STEPS) return true;
    partners.add(after);
    return false;
  }

  #propertyReasons(before: Schema, after: Schema, place: string): ChangeReason[] {
    const [old, now] = [recordOf(before['properties']), recordOf(after['properties'])];
    const [wasRequired, isRequired] = [listOf(before['required']), listOf(after['required'])];
    const isListed = after['properties'] !== undefined || after['additionalProperties'] === false;
    const gone = Object.keys(old).filter((key) => !(key in now) && isListed);
    const fresh = Object.keys(now).filter((key) => !(key in old));
    return [
      ...gone.map((key) => grave(`The argument ${path(place, key)} is gone.`)),
      ...fresh
        .filter((key) => !isRequired.includes(key))
        .map((key) => harmless(`The optional argument ${path(place, key)} is new.`)),
      ...isRequired
        .filter((key) => !wasRequired.includes(key))
        .map((key) => grave(`The argument ${path(place, String(key))} is required now.`)),
      ...wasRequired
        .filter((key) => !isRequired.includes(key) && String(key) in now)
        .map((key) => harmless(`The argument ${path(place, String(key))} is no longer required.`)),
      ...Object.keys(old)
        .filter((key) => key in now)
        .flatMap((key) => this.#compare(old[key], now[key], path(place, key))),
    ];
  }

  /** What an object holds besides its properties, and what a list holds. */
  #partReasons(before: Schema, after: Schema, place: string): ChangeReason[] {
    return (['additionalProperties', 'items'] as const).flatMap((keyword) => {
      const [old, now] = [before[keyword] ?? true, after[keyword] ?? true];
      const inner = keyword === 'items' ? `${place}[]` : path(place, '*');
      if (now === true || old === false) return [];
      if (now === false) return [grave(`${placeName(place)} takes nothing besides what is listed now.`)];
      if (old === true && Object.keys(recordOf(now)).every((key) => ANNOTATIONS.has(key))) return [];
      return this.#compare(old === true ? {} : old, now, inner);
    });
  }

  #alternativeReasons(before: Schema, after: Schema, place: string): ChangeReason[] {
    return (['oneOf', 'anyOf'] as const).flatMap((keyword) => {
      const [old, now] = [listOf(before[keyword]), listOf(after[keyword])];
      if (now.length === 0) return [];
      if (old.length === 0) return [grave(`${placeName(place)} has to be one of ${now.length} kinds now.`)];
      const lost = old.filter((one) => !now.some((other) => this.#fits(one, other)));
      if (lost.length > 0)
        return [grave(`${placeName(place)} no longer takes ${lost.length} of its ${old.length} kinds.`)];
      return now.length > old.length ? [harmless(`${placeName(place)} takes more kinds of values.`)] : [];
    });
  }

  /** A comparison of its own: what it sees on the way is no reason of this one. */
  #fits(one: unknown, other: unknown): boolean {
    const [before, after] = [this.#resolved(one, this.before), this.#resolved(other, this.after)];
    this.#steps += 1;
    if (this.#steps > MOST_STEPS) return true;
    const inner = new SchemaComparison(
      withDefinitions(before, this.before),
      withDefinitions(after, this.after),
    );
    inner.#steps = this.#steps;
    const reasons = inner.reasons();
    this.#steps = Math.max(this.#steps, inner.#steps);
    return reasons.every(({ breaking }) => !breaking);
  }

  /** Follows references within the root; what is no object allows anything. */
  #resolved(schema: unknown, root: Schema): Schema {
    let found = recordOf(schema);
    for (let hops = 0; typeof found['$ref'] === 'string' && hops < 20; hops += 1) {
      const { $ref: reference, ...besides } = found as Schema & { $ref: string };
      const target = recordOf(pointed(root, reference));
      // The same object each time, so that it is known again.
      found = Object.keys(besides).every((key) => ANNOTATIONS.has(key)) ? target : { ...target, ...besides };
    }
    return found;
  }
}

function pointed(root: Schema, reference: string): unknown {
  if (!reference.startsWith('#')) return {};
  return fromPointer(reference.slice(1)).reduce<unknown>((value, key) => recordOf(value)[key], root);
}

function withDefinitions(schema: Schema, root: Schema): Schema {
  return { ...schema, $defs: root['$defs'] };
}

function otherReasons(before: Schema, after: Schema, place: string): ChangeReason[] {
  return Object.keys(after)
    .filter((key) => !ANNOTATIONS.has(key) && !JUDGED.has(key) && !key.startsWith('x-'))
    .filter((key) => JSON.stringify(after[key]) !== JSON.stringify(before[key]))
    .map((key) => grave(`${placeName(place)} may take less: its ${key} differs.`));
}

function recordOf(value: unknown): Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Schema) : EMPTY;
}

const EMPTY: Schema = {};

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function path(place: string, key: string): string {
  return place === '' ? key : `${place}.${key}`;
}
