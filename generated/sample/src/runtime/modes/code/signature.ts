import type { ToolDefinition } from '../../format.js';
import { isRecord } from '../../request/values.js';
import { summaryOf } from '../search/catalogue.js';
import { documentResultType } from './document-result-type.js';

type Schema = Readonly<Record<string, unknown>>;

/** Levels of members that are shown, most first: the first that fits is taken. */
const DEPTHS = [6, 4, 3, 2, 1];
const MOST_VALUES = 12;
const ELLIPSIS = '/* … */';
/** Under this member a structured result carries an answer that is no object; code gets the answer itself. */
const WRAPPED = 'result';

/**
 * A tool as a TypeScript signature with a line of comment: `api.get_pet(args: { id: string }): Promise<…>`.
 *
 * @param callee how code names the function: `api.get_pet`
 * @param longest characters for each of arguments and result; what is deeper becomes `{ … }`
 */
export function signatureOf(tool: ToolDefinition, callee: string, longest: number): string {
  const { inputSchema, operation } = tool;
  const optional = (inputSchema.required ?? []).length === 0 ? '?' : '';
  const hasArguments = Object.keys(inputSchema.properties).length > 0;
  const args = hasArguments ? `args${optional}: ${fitted(inputSchema, longest)}` : '';
  const comment = `${summaryOf(tool)} ${operation}`.replaceAll('*/', '* /');
  return `/** ${comment} */\n${callee}(${args}): Promise<${resultType(tool, longest)}>;`;
}

function resultType({ outputSchema: schema, binding }: ToolDefinition, longest: number): string {
  if (schema === undefined) return binding.kind === 'http' ? 'unknown' : documentResultType(binding, longest);
  const names = Object.keys(schema.properties);
  const wrapped = schema.properties[WRAPPED];
  const answer = names.length === 1 && isRecord(wrapped) ? { $defs: schema['$defs'], ...wrapped } : schema;
  return fitted(answer, longest);
}

function fitted(root: Schema, longest: number): string {
  let text = '';
  for (const depth of DEPTHS) {
    text = new TypeWriter(root).type(root, depth);
    if (text.length <= longest) return text;
  }
  return text.length <= longest * 2 ? text : `{ ${ELLIPSIS} }`;
}

/** Writes JSON Schema 2020-12 as a TypeScript type; what TypeScript cannot say is left to the server's check. */
class TypeWriter {
  constructor(readonly root: Schema) {}

  type(given: unknown, depth: number): string {
    const schema = this.#resolve(given);
    if (schema === undefined) return given === false ? 'never' : 'unknown';
    if ('const' in schema) return JSON.stringify(schema['const']);
    if (Array.isArray(schema['enum'])) return values(schema['enum']);
    return ('properties' in schema ? undefined : this.#composed(schema, depth)) ?? this.#plain(schema, depth);
  }

  #composed(schema: Schema, depth: number): string | undefined {
    const { allOf } = schema;
    const union = schema['oneOf'] ?? schema['anyOf'];
    if (Array.isArray(union)) return this.#joined(union, ' | ', depth);
    return Array.isArray(allOf) ? this.#joined(allOf, ' & ', depth) : undefined;
  }

  #plain(schema: Schema, depth: number): string {
    const types = [schema['type'] ?? (isRecord(schema['properties']) ? 'object' : undefined)].flat();
    return [...new Set(types.map((name) => this.#named(name, schema, depth)))].join(' | ');
  }

  #named(name: unknown, schema: Schema, depth: number): string {
    switch (name) {
      case 'string':
      case 'boolean':
      case 'null':
        return name;
      case 'integer':
      case 'number':
        return 'number';
      case 'array':
        return this.#list(schema['items'], depth);
      case 'object':
        return this.#object(schema, depth);
      default:
        return 'unknown';
    }
  }

  #list(items: unknown, depth: number): string {
    const item = this.type(items, depth);
    return / [|&] /.test(item) ? `(${item})[]` : `${item}[]`;
  }

  #object(schema: Schema, depth: number): string {
    const { additionalProperties } = schema;
    const members = Object.entries(isRecord(schema['properties']) ? schema['properties'] : {});
    if (members.length === 0)
      return `Record<string, ${isRecord(additionalProperties) && depth > 0 ? this.type(additionalProperties, depth - 1) : 'unknown'}>`;
    if (depth <= 0) return `{ ${ELLIPSIS} }`;
    const required = new Set(Array.isArray(schema['required']) ? schema['required'] : []);
    const written = members.map(
      ([name, member]) => `${key(name)}${required.has(name) ? '' : '?'}: ${this.type(member, depth - 1)}`,
    );
    return `{ ${written.join('; ')} }`;
  }

  #joined(parts: readonly unknown[], operator: string, depth: number): string {
    const types = [...new Set(parts.map((part) => this.type(part, depth)))];
    return types.includes('unknown') && operator === ' | ' ? 'unknown' : types.join(operator);
  }

  /** References within the schema; a depth ends those that lead in circles. */
  #resolve(schema: unknown): Schema | undefined {
    if (!isRecord(schema)) return undefined;
    const { $ref } = schema;
    if (typeof $ref !== 'string') return schema;
    const defs = this.root['$defs'];
    const name = $ref
      .replace(/^#\/\$defs\//, '')
      .replaceAll('~1', '/')
      .replaceAll('~0', '~');
    const target = isRecord(defs) ? defs[decodeURIComponent(name)] : undefined;
    return isRecord(target) && !('$ref' in target) ? target : undefined;
  }
}

function values(list: readonly unknown[]): string {
  const shown = list.slice(0, MOST_VALUES).map((value) => JSON.stringify(value));
  return `${shown.join(' | ')}${list.length > MOST_VALUES ? ` | string ${ELLIPSIS}` : ''}`;
}

function key(name: string): string {
  return /^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(name) ? name : JSON.stringify(name);
}
