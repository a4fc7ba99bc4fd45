import type { ApiDescription, Extensions, JsonValue, Operation } from '#lib/api-description';
import { isSchemaObject } from '../schema/graph.js';

/** What the description's author says about an operation as a tool. */
export interface McpWish {
  /** Undefined when nobody says. */
  readonly enabled?: boolean;
  /** Where {@link enabled} was said, for people. */
  readonly where?: string;
  readonly name?: string;
  readonly description?: string;
  /** Values of `x-mcp` that mean nothing, with where they stand. */
  readonly strange: readonly string[];
}

interface Level {
  readonly where: string;
  readonly extensions: Extensions | undefined;
}

/**
 * Reads `x-mcp`: `true`, `false`, or an object with `enabled`, and on an operation also `name` and
 * `description`. The nearest level that says anything decides: operation, path item, tags, root. Of several
 * tags one that says no suffices.
 */
export function mcpWish(operation: Operation, api: ApiDescription): McpWish {
  const strange: string[] = [];
  const own = valueOf({ where: 'the operation', extensions: operation.extensions }, strange);
  const levels = [
    own,
    valueOf(
      { where: 'the path', extensions: operation.kind === 'http' ? operation.pathExtensions : undefined },
      strange,
    ),
    tagValue(operation, api, strange),
    valueOf({ where: 'the root', extensions: api.extensions }, strange),
  ];
  const decisive = levels.find((level) => level?.enabled !== undefined);
  return {
    ...(decisive === undefined ? {} : { enabled: decisive.enabled === true, where: decisive.where }),
    ...(own?.name === undefined ? {} : { name: own.name }),
    ...(own?.description === undefined ? {} : { description: own.description }),
    strange,
  };
}

interface LevelValue {
  readonly where: string;
  readonly enabled?: boolean | undefined;
  readonly name?: string | undefined;
  readonly description?: string | undefined;
}

function tagValue(operation: Operation, api: ApiDescription, strange: string[]): LevelValue | undefined {
  const values = operation.tags
    .map((name) => api.tags.find((tag) => tag.name === name))
    .map((tag) =>
      valueOf({ where: `the tag ${JSON.stringify(tag?.name)}`, extensions: tag?.extensions }, strange),
    );
  return values.find((value) => value?.enabled === false) ?? values.find((value) => value?.enabled === true);
}

function valueOf({ where, extensions }: Level, strange: string[]): LevelValue | undefined {
  const value = extensions?.['x-mcp'];
  if (value === undefined) return undefined;
  const enabled = asBoolean(value);
  if (enabled !== undefined) return { where, enabled };
  if (!isSchemaObject(value)) {
    strange.push(where);
    return undefined;
  }
  return {
    where,
    enabled: asBoolean(value['enabled']),
    name: asText(value['name']),
    description: asText(value['description']),
  };
}

/** Generators for other languages also write the words. */
function asBoolean(value: JsonValue | undefined): boolean | undefined {
  if (value === true || value === 'true') return true;
  return value === false || value === 'false' ? false : undefined;
}

function asText(value: JsonValue | undefined): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}
