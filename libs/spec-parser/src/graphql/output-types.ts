import {
  getNamedType,
  isAbstractType,
  isCompositeType,
  isInterfaceType,
  isNonNullType,
  isUnionType,
  type GraphQLArgument,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
} from 'graphql';
import type { GraphqlType, GraphqlTypes } from '#lib/api-description';

/** The output types that values of these types lead to, by name. */
export function outputTypes(schema: GraphQLSchema, from: readonly GraphQLNamedType[]): GraphqlTypes {
  const found = new Map<string, GraphqlType>();
  const open = [...from];
  for (let type = open.pop(); type !== undefined; type = open.pop()) {
    if (!isCompositeType(type) || found.has(type.name)) continue;
    found.set(type.name, describeType(schema, type));
    open.push(...neighbours(schema, type));
  }
  return Object.fromEntries([...found].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function neighbours(schema: GraphQLSchema, type: GraphQLCompositeType): GraphQLNamedType[] {
  const possible = isAbstractType(type) ? schema.getPossibleTypes(type) : [];
  const fields = isUnionType(type) ? [] : Object.values(type.getFields());
  return [...possible, ...fields.map((field) => getNamedType(field.type))];
}

function describeType(schema: GraphQLSchema, type: GraphQLCompositeType): GraphqlType {
  const fields = isUnionType(type)
    ? undefined
    : Object.fromEntries(Object.values(type.getFields()).map((field) => [field.name, signatureOf(field)]));
  const possible = isAbstractType(type) ? schema.getPossibleTypes(type).map(({ name }) => name) : undefined;
  return {
    kind: isUnionType(type) ? 'union' : isInterfaceType(type) ? 'interface' : 'object',
    ...(fields === undefined ? {} : { fields }),
    ...(possible === undefined ? {} : { possible }),
  };
}

/** `(first: Int, of: ID!): [User!]! @deprecated` */
function signatureOf(field: GraphQLField<unknown, unknown>): string {
  const args = field.args.map((argument) => `${argument.name}: ${variableType(argument)}`).join(', ');
  const deprecated = typeof field.deprecationReason === 'string' ? ' @deprecated' : '';
  return `${args === '' ? '' : `(${args}): `}${String(field.type)}${deprecated}`;
}

/**
 * How a variable for an argument is declared. One with a default may be left out, so its variable may be
 * null even where the argument may not (GraphQL specification, "All Variable Usages Are Allowed").
 */
export function variableType({ type, defaultValue }: GraphQLArgument): string {
  return String(isNonNullType(type) && defaultValue !== undefined ? type.ofType : type);
}
