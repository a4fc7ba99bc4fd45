import { fromPointer } from '#lib/diagnostics';
import type { JsonSchema, JsonSchemaObject, JsonValue } from '#lib/api-description';

const PREFIX = '#/schemas/';

/** The key that a `$ref` of an ApiDescription names. */
export function refKey(schema: JsonSchema | undefined): string | undefined {
  if (typeof schema !== 'object' || schema === null) return undefined;
  const ref = schema['$ref'];
  return typeof ref === 'string' && ref.startsWith(PREFIX) ? fromPointer(ref.slice(1))[1] : undefined;
}

export function isSchemaObject(value: unknown): value is JsonSchemaObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The shared schemas of a description with what is known about them as a whole. */
export class SchemaGraph {
  readonly #references = new Map<string, ReadonlySet<string>>();
  readonly #recursive = new Map<string, boolean>();
  readonly #sizes = new Map<string, number>();

  constructor(readonly schemas: Readonly<Record<string, JsonSchema>>) {}

  get(key: string): JsonSchema {
    return this.schemas[key] ?? true;
  }

  /** Follows references that are nothing but a reference (or annotated ones) to the schema itself. */
  resolve(schema: JsonSchema): JsonSchema {
    let at = schema;
    for (let hops = 0; hops < 32; hops += 1) {
      const key = refKey(at);
      if (key === undefined) return at;
      at = this.get(key);
    }
    return true;
  }

  /** Whether a schema can be reached from itself. */
  isRecursive(key: string): boolean {
    const known = this.#recursive.get(key);
    if (known !== undefined) return known;
    const seen = new Set<string>();
    const open = [...this.referencesOf(key)];
    for (let next = open.pop(); next !== undefined && !seen.has(key); next = open.pop()) {
      if (seen.has(next)) continue;
      seen.add(next);
      open.push(...this.referencesOf(next));
    }
    this.#recursive.set(key, seen.has(key));
    return seen.has(key);
  }

  referencesOf(key: string): ReadonlySet<string> {
    const known = this.#references.get(key);
    if (known !== undefined) return known;
    const found = new Set<string>();
    for (const reference of referencesIn(this.get(key))) found.add(reference);
    this.#references.set(key, found);
    return found;
  }

  /** Characters of JSON. */
  sizeOf(key: string): number {
    const known = this.#sizes.get(key);
    if (known !== undefined) return known;
    const size = JSON.stringify(this.get(key)).length;
    this.#sizes.set(key, size);
    return size;
  }
}

/** Keys referred to, once for each place. */
export function referencesIn(schema: JsonSchema): string[] {
  const found: string[] = [];
  const walk = (value: JsonValue): void => {
    if (typeof value !== 'object' || value === null) return;
    const key = isSchemaObject(value) ? refKey(value) : undefined;
    if (key !== undefined) found.push(key);
    for (const item of Array.isArray(value) ? value : Object.values(value)) walk(item as JsonValue);
  };
  walk(schema);
  return found;
}
