import { fromPointer } from '#lib/diagnostics';
import type { JsonSchema, JsonSchemaObject, JsonValue } from '#lib/api-description';
import { cycles } from './cycles.js';

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
  readonly #sites = new Map<string, readonly string[]>();
  readonly #sizes = new Map<string, number>();
  #recursive: ReadonlySet<string> | undefined;

  constructor(readonly schemas: Readonly<Record<string, JsonSchema>>) {}

  get(key: string): JsonSchema {
    return (Object.hasOwn(this.schemas, key) ? this.schemas[key] : undefined) ?? true;
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
    this.#recursive ??= cycles(Object.keys(this.schemas), (from) => this.referencesOf(from));
    return this.#recursive.has(key);
  }

  /** Keys that a shared schema refers to, once for each place. */
  referencesOf(key: string): readonly string[] {
    const known = this.#sites.get(key);
    if (known !== undefined) return known;
    const found = referencesIn(this.get(key));
    this.#sites.set(key, found);
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
