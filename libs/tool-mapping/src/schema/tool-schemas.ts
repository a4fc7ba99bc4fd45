import type { JsonSchema, JsonSchemaObject, JsonValue } from '#lib/api-description';
import { cutAtSentence, plainText } from '../text.js';
import { isSchemaObject, refKey, referencesIn, type SchemaGraph } from './graph.js';
import { mergeAllOf } from './merge-all-of.js';
import { withReachableBranches } from './one-of.js';
import { SchemaNotes } from './schema-notes.js';

/** A shared schema that is this small costs less where it is used than a name for it does. */
const SMALL = 200;
const MAX_PROPERTY_DESCRIPTION = 500;
const MAX_EXAMPLE = 80;
const MAX_DEFAULT = 2_000;
const MAX_ENUM = 1_000;
/** Characters of one part of an `allOf`; far beyond what a model can be told. */
const MAX_PART = 100_000;
/** Schemas written out inside each other; deeper ones get a name. */
const MAX_INLINE_DEPTH = 100;

/** Keywords that neither constrain a value nor help a model to write one. */
const NOISE = new Set(['xml', 'discriminator', 'readOnly', 'writeOnly', 'title']);
const ANNOTATING = new Set(['description', 'examples', 'default']);
const SUBSCHEMA = new Set([
  'not',
  'contains',
  'propertyNames',
  'if',
  'then',
  'else',
  'additionalProperties',
  'unevaluatedProperties',
  'unevaluatedItems',
  'contentSchema',
  'items',
]);
const SUBSCHEMA_LISTS = new Set(['allOf', 'anyOf', 'oneOf', 'prefixItems']);
const SUBSCHEMA_MAPS = new Set(['patternProperties', 'dependentSchemas']);

/**
 * Turns schemas of a description into those of one tool's input: self-contained, without what only
 * answers hold (`readOnly`) and without noise. Recursive and large repeated schemas go to `$defs`.
 */
export class ToolSchemas {
  readonly #defs = new Map<string, JsonSchema>();
  readonly #names = new Map<string, string>();
  readonly #taken = new Set<string>();
  readonly #undefined: string[] = [];
  readonly #sites = new Map<string, number>();
  readonly #weights = new Map<string, number>();
  readonly #parts = new Map<string, JsonSchema>();
  #depth = 0;

  /** @param notes Collects what was left out or hidden */
  constructor(
    readonly graph: SchemaGraph,
    roots: readonly JsonSchema[],
    readonly notes: SchemaNotes = new SchemaNotes(),
  ) {
    this.#countSites(roots);
  }

  /** Definitions that the schemas given out so far refer to, by name. */
  defs(): Record<string, JsonSchema> | undefined {
    for (let key = this.#undefined.pop(); key !== undefined; key = this.#undefined.pop()) {
      this.#defs.set(this.#names.get(key) ?? key, this.input(this.graph.get(key)));
    }
    if (this.#defs.size === 0) return undefined;
    return Object.fromEntries([...this.#defs].toSorted(([a], [b]) => (a < b ? -1 : 1)));
  }

  input(schema: JsonSchema): JsonSchema {
    if (typeof schema === 'boolean') return schema;
    const key = refKey(schema);
    this.#depth += 1;
    const result = key === undefined ? this.#members(schema) : this.#reference(schema, key);
    this.#depth -= 1;
    return result;
  }

  #reference(schema: JsonSchemaObject, key: string): JsonSchema {
    const { $ref: _ref, ...siblings } = schema;
    const beside = this.#members(siblings);
    if (this.#depth > MAX_INLINE_DEPTH || this.#isShared(key))
      return { ...beside, $ref: `#/$defs/${this.#define(key)}` };
    const target = this.input(this.graph.get(key));
    if (typeof target === 'boolean') return Object.keys(beside).length > 0 ? beside : target;
    return mergeAllOf({ ...beside, allOf: [target] });
  }

  #isShared(key: string, depth = 0): boolean {
    if (this.graph.isRecursive(key)) return true;
    return (this.#sites.get(key) ?? 0) > 1 && this.#weightOf(key, depth) > SMALL;
  }

  /** Characters that a schema takes where it is written out, with all that is written out inside it. */
  #weightOf(key: string, depth: number): number {
    const known = this.#weights.get(key);
    if (known !== undefined) return known;
    let weight = this.graph.sizeOf(key);
    if (weight <= SMALL && depth < MAX_INLINE_DEPTH) {
      for (const inner of this.graph.referencesOf(key))
        if (!this.#isShared(inner, depth + 1)) weight += this.#weightOf(inner, depth + 1);
    }
    this.#weights.set(key, weight);
    return weight;
  }

  /** Definitions are made one after the other, not inside each other: a chain of them may be long. */
  #define(key: string): string {
    const known = this.#names.get(key);
    if (known !== undefined) return known;
    const name = freeName(key, this.#taken);
    this.#taken.add(name);
    this.#names.set(key, name);
    this.#undefined.push(key);
    return name;
  }

  #members(schema: JsonSchemaObject): JsonSchemaObject {
    const result: Record<string, JsonValue> = {};
    for (const [keyword, value] of Object.entries(schema)) {
      const converted = this.#keyword(keyword, value, schema);
      if (converted !== undefined) result[keyword] = converted;
    }
    this.#boundEnum(result);
    const reachable = 'oneOf' in result ? withReachableBranches(result) : result;
    return 'allOf' in reachable ? mergeAllOf(reachable) : reachable;
  }

  #keyword(keyword: string, value: JsonValue, schema: JsonSchemaObject): JsonValue | undefined {
    if (NOISE.has(keyword)) return undefined;
    if (keyword === 'properties') return this.#properties(value);
    if (keyword === 'required') return this.#required(value, schema);
    if (ANNOTATING.has(keyword)) return this.#annotation(keyword, value, schema);
    if (SUBSCHEMA.has(keyword)) return this.input(value as JsonSchema);
    if (SUBSCHEMA_LISTS.has(keyword))
      return (value as readonly JsonSchema[]).map((item) => this.#branch(keyword, item));
    return SUBSCHEMA_MAPS.has(keyword) ? mapValues(value, (item) => this.input(item)) : value;
  }

  #annotation(keyword: string, value: JsonValue, schema: JsonSchemaObject): JsonValue | undefined {
    if (keyword === 'description') return this.#description(value);
    if (keyword === 'examples') return shortExample(value, schema);
    return JSON.stringify(value).length > MAX_DEFAULT ? undefined : value;
  }

  #description(value: JsonValue): JsonValue | undefined {
    if (typeof value !== 'string') return undefined;
    this.notes.lookAt(value);
    const text = cutAtSentence(plainText(value), MAX_PROPERTY_DESCRIPTION);
    return text === '' ? undefined : text;
  }

  /** Thousands of values cost a model more than they tell it; a part of them would refuse the others. */
  #boundEnum(schema: Record<string, JsonValue>): void {
    const values = schema['enum'];
    if (!Array.isArray(values) || values.length <= MAX_ENUM) return;
    delete schema['enum'];
    this.notes.longEnums += 1;
    const shown = values.slice(0, 3).map((value) => JSON.stringify(value)?.slice(0, 40));
    const said = typeof schema['description'] === 'string' ? `${schema['description']} ` : '';
    schema['description'] = `${said}One of ${values.length} values, such as ${shown.join(', ')}.`;
  }

  /** Parts of an `allOf` are merged, so a named part is written out unless it contains itself. */
  #branch(keyword: string, schema: JsonSchema): JsonSchema {
    const key = keyword === 'allOf' ? refKey(schema) : undefined;
    if (key === undefined || this.#depth > MAX_INLINE_DEPTH || this.graph.isRecursive(key))
      return this.input(schema);
    return this.#part(key);
  }

  /** Each named part is made once: parts of parts would otherwise multiply. */
  #part(key: string): JsonSchema {
    const known = this.#parts.get(key);
    if (known !== undefined) return known;
    const made = this.input(this.graph.get(key));
    const fits = JSON.stringify(made).length <= MAX_PART;
    if (!fits) this.notes.cut += 1;
    const part = fits ? made : true;
    this.#parts.set(key, part);
    return part;
  }

  #properties(value: JsonValue): JsonValue {
    const kept: Record<string, JsonSchema> = {};
    for (const [name, schema] of Object.entries(value as Record<string, JsonSchema>)) {
      if (this.#isReadOnly(schema)) continue;
      Object.defineProperty(kept, name, {
        value: this.input(schema),
        enumerable: true,
        configurable: true,
        writable: true,
      });
    }
    return kept;
  }

  #required(value: JsonValue, schema: JsonSchemaObject): JsonValue | undefined {
    const properties = isSchemaObject(schema['properties']) ? schema['properties'] : {};
    const names = (value as readonly string[]).filter(
      (name) => !Object.hasOwn(properties, name) || !this.#isReadOnly(properties[name] as JsonSchema),
    );
    return names.length > 0 ? names : undefined;
  }

  #isReadOnly(schema: JsonSchema): boolean {
    if (typeof schema === 'boolean') return false;
    if (schema['readOnly'] === true) return true;
    const target = this.graph.resolve(schema);
    return isSchemaObject(target) && target['readOnly'] === true;
  }

  /** How many places of this tool refer to each shared schema. */
  #countSites(roots: readonly JsonSchema[]): void {
    const open = roots.map((root) => referencesIn(root));
    for (let keys = open.pop(); keys !== undefined; keys = open.pop()) {
      for (const key of keys) {
        const count = this.#sites.get(key) ?? 0;
        this.#sites.set(key, count + 1);
        if (count === 0) open.push([...this.graph.referencesOf(key)]);
      }
    }
  }
}

function mapValues(value: JsonValue, convert: (schema: JsonSchema) => JsonSchema): JsonValue {
  return Object.fromEntries(
    Object.entries(value as Record<string, JsonSchema>).map(([name, schema]) => [name, convert(schema)]),
  );
}

/** One short example, and none where an enum says it all. */
function shortExample(value: JsonValue, schema: JsonSchemaObject): JsonValue | undefined {
  if ('enum' in schema || !Array.isArray(value)) return undefined;
  const [first] = value as readonly JsonValue[];
  if (first === undefined || first === null || JSON.stringify(first).length > MAX_EXAMPLE) return undefined;
  return [first];
}

function freeName(key: string, taken: ReadonlySet<string>): string {
  const base = key.replaceAll(/[^a-zA-Z0-9_.-]+/g, '_').slice(0, 48) || 'schema';
  let name = base;
  for (let count = 2; taken.has(name); count += 1) name = `${base}_${count}`;
  return name;
}
