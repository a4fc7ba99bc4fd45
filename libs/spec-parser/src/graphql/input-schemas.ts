import {
  getNamedType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isRequiredInputField,
  isScalarType,
  type GraphQLEnumType,
  type GraphQLInputField,
  type GraphQLInputObjectType,
  type GraphQLInputType,
  type GraphQLSchema,
} from 'graphql';
import { toPointer } from '#lib/diagnostics';
import type { JsonSchema, JsonSchemaObject, JsonValue } from '#lib/api-description';
import { compact } from '../json.js';
import { isUpload, scalarSchema } from './scalars.js';

type Scalars = Readonly<Record<string, JsonSchemaObject>>;

/** Lists in lists beyond this are nobody's intention. */
const MAX_LISTS = 8;
/** How far below an argument files are looked for; input types may contain themselves. */
const MAX_UPLOAD_DEPTH = 4;

/** Turns input types into JSON Schema 2020-12; enums and input objects become shared schemas under their names. */
export class InputSchemas {
  constructor(readonly scalars: Scalars) {}

  /** The shared schemas of all input objects and enums that arguments may need. */
  shared(schema: GraphQLSchema): Record<string, JsonSchema> {
    return Object.fromEntries(
      Object.values(schema.getTypeMap()).flatMap((type): [string, JsonSchema][] => {
        if (type.name.startsWith('__')) return [];
        if (isEnumType(type)) return [[type.name, enumSchema(type)]];
        return isInputObjectType(type) ? [[type.name, this.#object(type)]] : [];
      }),
    );
  }

  /**
   * The schema of a value.
   *
   * @param nullable Whether null is offered where the type allows it. It is for single values and lists
   * only: to many APIs an empty object and null in its place mean quite different things.
   * @returns undefined for lists nested too deeply
   */
  of(type: GraphQLInputType, nullable: boolean, depth = 0): JsonSchemaObject | undefined {
    if (isNonNullType(type)) return this.of(type.ofType, false, depth);
    if (isListType(type)) return this.#list(type.ofType, nullable, depth);
    if (isScalarType(type)) {
      const schema = scalarSchema(type, this.scalars);
      return nullable ? orNull(schema) : schema;
    }
    const reference = { $ref: `#/schemas${toPointer([type.name])}` };
    return nullable && isEnumType(type) ? { anyOf: [reference, { type: 'null' }] } : reference;
  }

  #list(of: GraphQLInputType, nullable: boolean, depth: number): JsonSchemaObject | undefined {
    const items = depth < MAX_LISTS ? this.of(of, true, depth + 1) : undefined;
    return items && { type: nullable ? ['array', 'null'] : 'array', items };
  }

  /** Paths below a value at which files go; `*` stands for each item of a list. */
  uploads(type: GraphQLInputType): string[][] {
    return this.#uploads(type, []);
  }

  #uploads(type: GraphQLInputType, path: readonly string[]): string[][] {
    if (isNonNullType(type)) return this.#uploads(type.ofType, path);
    if (isListType(type)) return this.#uploads(type.ofType, [...path, '*']);
    if (isScalarType(type)) return isUpload(type, this.scalars) ? [[...path]] : [];
    if (!isInputObjectType(type) || path.length >= MAX_UPLOAD_DEPTH) return [];
    return Object.values(type.getFields())
      .filter((field) => this.#mayHoldFile(getNamedType(field.type)))
      .flatMap((field) => this.#uploads(field.type, [...path, field.name]));
  }

  /** Most schemas have no files; their input types are not walked. */
  #mayHoldFile(type: ReturnType<typeof getNamedType>): boolean {
    return isInputObjectType(type) || (isScalarType(type) && isUpload(type, this.scalars));
  }

  #object(type: GraphQLInputObjectType): JsonSchemaObject {
    const fields = Object.values(type.getFields());
    const required = fields.filter(isRequiredInputField).map(({ name }) => name);
    return compact({
      type: 'object',
      description: type.description?.trim() || undefined,
      properties: Object.fromEntries(fields.map((field) => [field.name, this.#field(field, type.isOneOf)])),
      required: required.length > 0 ? required : undefined,
      additionalProperties: false,
      ...(type.isOneOf ? { minProperties: 1, maxProperties: 1 } : {}),
    }) as JsonSchemaObject;
  }

  #field(field: GraphQLInputField, oneOf: boolean): JsonSchema {
    const schema = this.of(field.type, !oneOf) ?? {};
    return compact({
      ...schema,
      ...described(field, schema),
      default: jsonOf(field.defaultValue),
    }) as JsonSchemaObject;
  }
}

/** What its author says about an argument or input field. */
export function described(
  { description, deprecationReason }: Pick<GraphQLInputField, 'description' | 'deprecationReason'>,
  schema: JsonSchemaObject,
): { description?: JsonValue | undefined; deprecated?: true } {
  const deprecated = typeof deprecationReason === 'string';
  const text = [description?.trim() ?? '', deprecated ? `Deprecated: ${deprecationReason}` : '']
    .filter((part) => part !== '')
    .join(' ');
  return { description: text || schema['description'], ...(deprecated ? { deprecated } : {}) };
}

function enumSchema(type: GraphQLEnumType): JsonSchemaObject {
  const deprecated = type
    .getValues()
    .filter(({ deprecationReason }) => typeof deprecationReason === 'string')
    .map(({ name }) => name);
  const note = deprecated.length > 0 ? `Deprecated: ${deprecated.join(', ')}.` : '';
  return compact({
    type: 'string',
    enum: type.getValues().map(({ name }) => name),
    description: [type.description?.trim() ?? '', note].filter((part) => part !== '').join(' ') || undefined,
  }) as JsonSchemaObject;
}

function orNull(schema: JsonSchemaObject): JsonSchemaObject {
  const { type } = schema;
  if (typeof type === 'string') return { ...schema, type: [type, 'null'] };
  if (Array.isArray(type)) return { ...schema, type: [...(type as string[]), 'null'] };
  return schema;
}

/** A default as JSON; undefined when there is none, or none that JSON can hold. */
export function jsonOf(value: unknown): JsonValue | undefined {
  if (value === undefined) return undefined;
  try {
    const text = JSON.stringify(value) as string | undefined;
    return text === undefined ? undefined : (JSON.parse(text) as JsonValue);
  } catch {
    return undefined;
  }
}
