import type { JsonSchema, JsonSchemaObject, JsonValue } from '#lib/api-description';
import { cutAtSentence, plainText } from '../text.js';
import { isSchemaObject, refKey, referencesIn, type SchemaGraph } from './graph.js';
import { mergeAllOf } from './merge-all-of.js';
import { withReachableBranches } from './one-of.js';

/** A shared schema that is this small costs less where it is used than a name for it does. */
const SMALL = 200;
const MAX_PROPERTY_DESCRIPTION = 500;
const MAX_EXAMPLE = 80;

/** Keywords that neither constrain a value nor help a model to write one. */
const NOISE = new Set(['xml', 'discriminator', 'readOnly', 'writeOnly', 'title']);
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
  readonly #sites = new Map<string, number>();

  constructor(
    readonly graph: SchemaGraph,
    roots: readonly JsonSchema[],
  ) {
    this.#countSites(roots);
  }

  /** Definitions that the schemas given out so far refer to, by name. */
  defs(): Record<string, JsonSchema> | undefined {
    if (this.#defs.size === 0) return undefined;
    return Object.fromEntries([...this.#defs].toSorted(([a], [b]) => (a < b ? -1 : 1)));
  }

  input(schema: JsonSchema): JsonSchema {
    if (typeof schema === 'boolean') return schema;
    const key = refKey(schema);
    return key === undefined ? this.#members(schema) : this.#reference(schema, key);
  }

  #reference(schema: JsonSchemaObject, key: string): JsonSchema {
    const { $ref: _ref, ...siblings } = schema;
    const beside = this.#members(siblings);
    if (this.#isShared(key)) return { ...beside, $ref: `#/$defs/${this.#define(key)}` };
    const target = this.input(this.graph.get(key));
    if (typeof target === 'boolean') return Object.keys(beside).length > 0 ? beside : target;
    return mergeAllOf({ ...beside, allOf: [target] });
  }

  #isShared(key: string): boolean {
    if (this.graph.isRecursive(key)) return true;
    return (this.#sites.get(key) ?? 0) > 1 && this.graph.sizeOf(key) > SMALL;
  }

  #define(key: string): string {
    const known = this.#names.get(key);
    if (known !== undefined) return known;
    const name = freeName(key, new Set(this.#names.values()));
    this.#names.set(key, name);
    this.#defs.set(name, this.input(this.graph.get(key)));
    return name;
  }

  #members(schema: JsonSchemaObject): JsonSchemaObject {
    const result: Record<string, JsonValue> = {};
    for (const [keyword, value] of Object.entries(schema)) {
      const converted = this.#keyword(keyword, value, schema);
      if (converted !== undefined) result[keyword] = converted;
    }
    const reachable = 'oneOf' in result ? withReachableBranches(result) : result;
    return 'allOf' in reachable ? mergeAllOf(reachable) : reachable;
  }

  #keyword(keyword: string, value: JsonValue, schema: JsonSchemaObject): JsonValue | undefined {
    if (NOISE.has(keyword)) return undefined;
    if (keyword === 'properties') return this.#properties(value);
    if (keyword === 'required') return this.#required(value, schema);
    if (keyword === 'description') return shortDescription(value);
    if (keyword === 'examples') return shortExample(value, schema);
    if (SUBSCHEMA.has(keyword)) return this.input(value as JsonSchema);
    if (SUBSCHEMA_LISTS.has(keyword))
      return (value as readonly JsonSchema[]).map((item) => this.#branch(keyword, item));
    if (SUBSCHEMA_MAPS.has(keyword)) return mapValues(value, (item) => this.input(item));
    return value;
  }

  /** Parts of an `allOf` are merged, so a named part is written out unless it contains itself. */
  #branch(keyword: string, schema: JsonSchema): JsonSchema {
    const key = keyword === 'allOf' ? refKey(schema) : undefined;
    if (key === undefined || this.graph.isRecursive(key)) return this.input(schema);
    return this.input(this.graph.get(key));
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
    const open = roots.flatMap((root) => referencesIn(root));
    const seen = new Set<string>();
    for (let key = open.pop(); key !== undefined; key = open.pop()) {
      this.#sites.set(key, (this.#sites.get(key) ?? 0) + 1);
      if (seen.has(key)) continue;
      seen.add(key);
      open.push(...referencesIn(this.graph.get(key)));
    }
  }
}

function mapValues(value: JsonValue, convert: (schema: JsonSchema) => JsonSchema): JsonValue {
  return Object.fromEntries(
    Object.entries(value as Record<string, JsonSchema>).map(([name, schema]) => [name, convert(schema)]),
  );
}

function shortDescription(value: JsonValue): JsonValue | undefined {
  const text = typeof value === 'string' ? cutAtSentence(plainText(value), MAX_PROPERTY_DESCRIPTION) : '';
  return text === '' ? undefined : text;
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
