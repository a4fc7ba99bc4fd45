import type { HttpOperation, JsonSchema, JsonSchemaObject, JsonValue } from '#lib/api-description';
import type { ObjectSchema } from '#lib/server-runtime';
import { isSchemaObject, type SchemaGraph } from '../schema/graph.js';

/** Characters of JSON that one tool's output schema may cost; clients carry it in every list. */
const MAX_CHARS = 600;
/** Levels of properties, deepest first: the first that fits the limit is taken. */
const DEPTHS = [5, 3, 2, 1];
const MAX_BRANCHES = 8;
const MAX_HOPS = 64;

const ANY: ObjectSchema = { type: 'object', properties: {} };

/** Under this member a structured result carries an answer that is no object. */
export const WRAPPED = 'result';

/**
 * What a tool's structured result looks like: names and types of what the operation's JSON answer holds.
 * It promises nothing that real answers break (no required members, no enums or bounds), since clients
 * refuse a whole result over one wrong member. An object at the root; other answers stand in `result`.
 *
 * @returns undefined where no JSON answer is described
 */
export function outputSchemaOf(operation: HttpOperation, graph: SchemaGraph): ObjectSchema | undefined {
  const answers = jsonAnswers(operation);
  const [schema] = answers;
  if (schema === undefined) return undefined;
  if (answers.length > 1) return ANY;
  for (const depth of DEPTHS) {
    const lean = new LeanSchema(graph).root(schema, depth);
    if (lean !== undefined) return lean;
  }
  return ANY;
}

/** Distinct schemas of the good JSON answers. */
function jsonAnswers({ responses }: HttpOperation): JsonSchema[] {
  const good = responses.filter(({ status }) => status.startsWith('2'));
  const declared = good.length > 0 ? good : responses.filter(({ status }) => status === 'default');
  const schemas = declared
    .flatMap(({ content }) => content)
    .filter(({ contentType }) => /[/+]json\b/.test(contentType))
    .map(({ schema }) => schema ?? true);
  return [...new Map(schemas.map((schema) => [JSON.stringify(schema), schema])).values()];
}

/** Thrown when a schema grows over the limit; a smaller depth is tried. */
class TooLarge extends Error {}

/** One attempt at writing a schema with names and types alone. */
class LeanSchema {
  #left = MAX_CHARS;

  constructor(readonly graph: SchemaGraph) {}

  root(schema: JsonSchema, depth: number): ObjectSchema | undefined {
    try {
      const lean = this.#lean(schema, depth);
      if (Object.keys(lean).length === 0) return ANY;
      const isObject = lean['type'] === 'object' || (lean['type'] === undefined && 'properties' in lean);
      return isObject
        ? { ...lean, type: 'object', properties: (lean['properties'] ?? {}) as ObjectSchema['properties'] }
        : { type: 'object', properties: { [WRAPPED]: lean } };
    } catch (error) {
      if (error instanceof TooLarge) return undefined;
      throw error;
    }
  }

  #lean(schema: JsonSchema, depth: number, hops = 0): JsonSchemaObject {
    const target = this.graph.resolve(schema);
    if (!isSchemaObject(target) || hops > MAX_HOPS) return {};
    // So that schemas that are made of themselves end, too.
    this.#left -= 1;
    if (this.#left < 0) throw new TooLarge();
    const union = target['anyOf'] ?? target['oneOf'];
    const own = this.#own(target, depth, hops);
    if (Array.isArray(union)) return this.#united(own, union as readonly JsonSchema[], { depth, hops });
    return own;
  }

  #own(target: JsonSchemaObject, depth: number, hops: number): JsonSchemaObject {
    const lean: Record<string, JsonValue> = {};
    if (target['type'] !== undefined) this.#spend((lean['type'] = target['type']));
    if (depth > 0) {
      if (isSchemaObject(target['properties']))
        lean['properties'] = this.#properties(target['properties'], depth);
      if (target['items'] !== undefined)
        lean['items'] = this.#lean(target['items'] as JsonSchema, depth, hops + 1);
      if (isSchemaObject(target['additionalProperties']))
        lean['additionalProperties'] = this.#lean(target['additionalProperties'], depth - 1, hops + 1);
    }
    return Array.isArray(target['allOf'])
      ? (target['allOf'] as readonly JsonSchema[]).reduce<JsonSchemaObject>(
          (all, part) => joined(all, this.#lean(part, depth, hops + 1)),
          lean,
        )
      : lean;
  }

  #properties(properties: JsonSchemaObject, depth: number): JsonValue {
    const kept: Record<string, JsonSchemaObject> = {};
    for (const [name, schema] of Object.entries(properties) as [string, JsonSchema][]) {
      if (this.#isWriteOnly(schema)) continue;
      this.#spend(name);
      const value = this.#lean(schema, depth - 1);
      Object.defineProperty(kept, name, { value, enumerable: true, configurable: true, writable: true });
    }
    return kept;
  }

  /** Branches that say nothing make the whole say nothing. */
  #united(
    own: JsonSchemaObject,
    branches: readonly JsonSchema[],
    { depth, hops }: { depth: number; hops: number },
  ): JsonSchemaObject {
    const lean = branches.map((branch) => this.#lean(branch, depth, hops + 1));
    const distinct = [...new Map(lean.map((branch) => [JSON.stringify(branch), branch])).values()];
    const [only] = distinct;
    if (distinct.length === 1 && only !== undefined) return joined(own, only);
    const tells =
      distinct.length <= MAX_BRANCHES && distinct.every((branch) => Object.keys(branch).length > 0);
    return tells && Object.keys(own).every((keyword) => keyword === 'type') && !allObjects(distinct)
      ? { anyOf: distinct }
      : { ...own, ...(allObjects(distinct) ? { type: 'object' } : {}) };
  }

  #isWriteOnly(schema: JsonSchema): boolean {
    if (isSchemaObject(schema) && schema['writeOnly'] === true) return true;
    const target = this.graph.resolve(schema);
    return isSchemaObject(target) && target['writeOnly'] === true;
  }

  #spend(value: JsonValue): void {
    this.#left -= JSON.stringify(value).length + 8;
    if (this.#left < 0) throw new TooLarge();
  }
}

/** Unions of objects keep no members: which of them come depends on the branch. */
function allObjects(branches: readonly JsonSchemaObject[]): boolean {
  return branches.every(({ type }) => type === 'object');
}

/** Both parts hold, as in `allOf`. */
function joined(a: JsonSchemaObject, b: JsonSchemaObject): JsonSchemaObject {
  const properties = { ...(a['properties'] as JsonSchemaObject), ...(b['properties'] as JsonSchemaObject) };
  return { ...b, ...a, ...(Object.keys(properties).length > 0 ? { properties } : {}) };
}
