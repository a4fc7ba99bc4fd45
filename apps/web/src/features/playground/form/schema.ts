/** JSON Schema 2020-12 as far as a form can be made from it. */
export interface Schema {
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, Schema>>;
  readonly type?: string | readonly string[];
  readonly title?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly format?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxLength?: number;
  readonly properties?: Readonly<Record<string, Schema | boolean>>;
  readonly required?: readonly string[];
  readonly items?: Schema | boolean;
  readonly oneOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly additionalProperties?: Schema | boolean;
  readonly readOnly?: boolean;
}

export type FieldKind = 'enum' | 'choice' | 'boolean' | 'number' | 'text' | 'list' | 'object' | 'json';

/** What a field is made from. */
export interface Shape {
  readonly kind: FieldKind;
  readonly schema: Schema;
  /** `null` may be given. */
  readonly isNullable: boolean;
  /** Of a choice. */
  readonly variants: readonly Schema[];
}

const MOST_REFERENCES = 20;

/** @param root Holds `$defs` */
export function shapeOf(given: Schema | boolean | undefined, root: Schema): Shape {
  const schema = merged(resolved(typeof given === 'object' ? given : {}, root), root);
  const { types, isNull } = typesOf(schema);
  const all = (schema.oneOf ?? schema.anyOf ?? []).map((variant) => resolved(variant, root));
  const variants = all.filter((variant) => variant.type !== 'null');
  const isNullable = isNull || variants.length < all.length || schema.enum?.includes(null) === true;
  const [only] = variants;
  // "This or null" is no choice to make.
  if (only !== undefined && variants.length === 1)
    return { ...shapeOf({ ...only, ...outer(schema) }, root), isNullable };
  return { kind: kindOf(schema, types, variants), schema, isNullable, variants };
}

function kindOf(schema: Schema, types: readonly string[], variants: readonly Schema[]): FieldKind {
  if (schema.enum !== undefined || schema.const !== undefined) return 'enum';
  if (variants.length > 1 && schema.properties === undefined) return 'choice';
  if (types.length > 1) return types.every((type) => SCALARS.get(type) === 'number') ? 'number' : 'json';
  return SCALARS.get(types[0]) ?? structureOf(schema, types[0]);
}

const SCALARS: ReadonlyMap<string | undefined, FieldKind> = new Map([
  ['boolean', 'boolean'],
  ['number', 'number'],
  ['integer', 'number'],
  ['string', 'text'],
]);

/** What may hold anything is written as JSON: there are no fields to make of it. */
function structureOf({ items, properties }: Schema, type: string | undefined): FieldKind {
  if (type === 'array') return items === undefined ? 'json' : 'list';
  return Object.keys(properties ?? {}).length > 0 ? 'object' : 'json';
}

function typesOf({ type }: Schema): { types: readonly string[]; isNull: boolean } {
  const all = type === undefined ? [] : [type].flat();
  return { types: all.filter((one) => one !== 'null'), isNull: all.includes('null') };
}

/** What stands beside a choice counts for whichever is chosen. */
function outer({ title, description, default: value }: Schema): Schema {
  return {
    ...(title === undefined ? {} : { title }),
    ...(description === undefined ? {} : { description }),
    ...(value === undefined ? {} : { default: value }),
  };
}

/** Follows references within the document; one that leads nowhere is anything. */
function resolved(schema: Schema, root: Schema): Schema {
  let at = schema;
  for (let count = 0; at.$ref !== undefined && count < MOST_REFERENCES; count += 1) {
    const { $ref, ...beside } = at;
    at = { ...targetOf($ref, root), ...beside };
  }
  return at;
}

function targetOf(reference: string, root: Schema): Schema {
  if (!reference.startsWith('#')) return {};
  const tokens = decodeURIComponent(reference.slice(1)).split('/').slice(1);
  const target = tokens.reduce<unknown>((at, token) => {
    const name = token.replaceAll('~1', '/').replaceAll('~0', '~');
    return typeof at === 'object' && at !== null ? (at as Record<string, unknown>)[name] : undefined;
  }, root);
  return typeof target === 'object' && target !== null ? (target as Schema) : {};
}

/** `allOf` as one: their properties together. */
function merged(schema: Schema, root: Schema): Schema {
  if (schema.allOf === undefined) return schema;
  const { allOf, ...own } = schema;
  const parts = [...allOf.map((part) => merged(resolved(part, root), root)), own];
  return parts.reduce((sum, part) => ({
    ...sum,
    ...part,
    properties: { ...sum.properties, ...part.properties },
    required: [...(sum.required ?? []), ...(part.required ?? [])],
  }));
}

/** A word for one of several shapes. */
export function variantName(variant: Schema, index: number): string {
  return variant.title ?? (typeof variant.type === 'string' ? variant.type : undefined) ?? `#${index + 1}`;
}
