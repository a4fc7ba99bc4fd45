import {
  Kind,
  specifiedDirectives,
  specifiedScalarTypes,
  type ASTNode,
  type DefinitionNode,
  type DirectiveDefinitionNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type InputValueDefinitionNode,
  type TypeDefinitionNode,
  type TypeExtensionNode,
  type TypeNode,
} from 'graphql';
import { mapNodes } from './map-nodes.js';
import type { SchemaNode } from './parse-documents.js';

const SPECIFIED_DIRECTIVES: ReadonlySet<string> = new Set(specifiedDirectives.map(({ name }) => name));
const SPECIFIED_SCALARS: ReadonlySet<string> = new Set(specifiedScalarTypes.map(({ name }) => name));
/** Scalars that Apollo Federation supplies to its subgraphs. */
const FEDERATION_SCALARS = ['_Any', '_FieldSet', 'FieldSet', 'link__Import', 'federation__FieldSet'];

const EXECUTABLE = new Set([
  'QUERY',
  'MUTATION',
  'FIELD',
  'FRAGMENT_DEFINITION',
  'FRAGMENT_SPREAD',
  'INLINE_FRAGMENT',
]);

const BASE_KINDS = {
  [Kind.SCALAR_TYPE_EXTENSION]: Kind.SCALAR_TYPE_DEFINITION,
  [Kind.OBJECT_TYPE_EXTENSION]: Kind.OBJECT_TYPE_DEFINITION,
  [Kind.INTERFACE_TYPE_EXTENSION]: Kind.INTERFACE_TYPE_DEFINITION,
  [Kind.UNION_TYPE_EXTENSION]: Kind.UNION_TYPE_DEFINITION,
  [Kind.ENUM_TYPE_EXTENSION]: Kind.ENUM_TYPE_DEFINITION,
  [Kind.INPUT_OBJECT_TYPE_EXTENSION]: Kind.INPUT_OBJECT_TYPE_DEFINITION,
} as const;

/**
 * Makes one complete schema of the documents' definitions. Directives in a schema speak to its server
 * (federation, authorization, caching): those that the specification does not define are left out, so that
 * a schema may use them without defining them. An extension without its type becomes the type. A type that
 * several documents define, as the subgraphs of a federation do, has the members of all of them.
 */
export function completeSchema(documents: readonly (readonly SchemaNode[])[]): DocumentNode {
  const bare = documents.map((nodes) => nodes.map(withoutServerDirectives));
  const merged = mergeAcross(bare);
  const extended = withBases(merged);
  const defined = new Set(extended.filter(isTypeDefinition).map(({ name }) => name.value));
  const definitions = extended.filter(
    (node) => node.kind !== Kind.DIRECTIVE_DEFINITION || isForClients(node, defined),
  );
  return { kind: Kind.DOCUMENT, definitions: [...definitions, ...missingScalars(definitions, defined)] };
}

/** Repeats of a field in one type: the first counts; large vendors publish such schemas. */
export function withoutRepeats(document: DocumentNode, repeated: (node: ASTNode) => void): DocumentNode {
  const definitions = document.definitions.map((node) => {
    const seen = new Set<string>();
    const fields = fieldsOf(node);
    const first = fields.filter(({ name }) => seen.size !== seen.add(name.value).size);
    if (first.length === fields.length) return node;
    for (const field of fields) if (!first.includes(field)) repeated(field);
    return { ...node, fields: first } as DefinitionNode;
  });
  return { ...document, definitions };
}

function fieldsOf(node: ASTNode): readonly (FieldDefinitionNode | InputValueDefinitionNode)[] {
  return 'fields' in node && Array.isArray(node.fields)
    ? (node.fields as (FieldDefinitionNode | InputValueDefinitionNode)[])
    : [];
}

function withoutServerDirectives(node: SchemaNode): SchemaNode {
  return mapNodes(node, (inner) => {
    if (!('directives' in inner) || inner.directives === undefined || inner.directives.length === 0)
      return inner;
    const directives = inner.directives.filter(({ name }) => SPECIFIED_DIRECTIVES.has(name.value));
    return { ...inner, directives } as typeof inner;
  });
}

/** Directives that operations may use are kept when their own types are there. */
function isForClients(node: DirectiveDefinitionNode, defined: ReadonlySet<string>): boolean {
  if (SPECIFIED_DIRECTIVES.has(node.name.value)) return false;
  if (!node.locations.some(({ value }) => EXECUTABLE.has(value))) return false;
  return namedTypes(node).every((name) => defined.has(name) || SPECIFIED_SCALARS.has(name));
}

/** The first document's definition of a type, with what the other documents' add; within one document twice stays twice. */
function mergeAcross(documents: readonly (readonly SchemaNode[])[]): SchemaNode[] {
  const result: SchemaNode[] = [];
  const places = new Map<string, { index: number; document: number }>();
  for (const [document, nodes] of documents.entries()) {
    for (const node of nodes) {
      const key = keyOf(node);
      const place = key === undefined ? undefined : places.get(key);
      if (place === undefined || place.document === document) {
        if (key !== undefined && place === undefined) places.set(key, { index: result.length, document });
        result.push(node);
        continue;
      }
      const first = result[place.index];
      if (first !== undefined) result[place.index] = united(first, node);
    }
  }
  return result;
}

/** Definitions that may stand in several documents. */
function keyOf(node: SchemaNode): string | undefined {
  if (node.kind === Kind.SCHEMA_DEFINITION || node.kind === Kind.SCHEMA_EXTENSION) return 'schema';
  return node.kind === Kind.DIRECTIVE_DEFINITION ? `@${node.name.value}` : `type ${node.name.value}`;
}

function united(first: SchemaNode, other: SchemaNode): SchemaNode {
  const result: Record<string, unknown> = { ...(isExtension(first) && !isExtension(other) ? other : first) };
  for (const member of ['fields', 'values', 'types', 'interfaces', 'operationTypes'] as const) {
    const lists = [first, other].map((node) => (node as unknown as Record<string, unknown>)[member]);
    if (lists.some(Array.isArray))
      result[member] = firstOfEach(lists.flatMap((list) => (list as Named[] | undefined) ?? []));
  }
  return result as unknown as SchemaNode;
}

type Named = { readonly name?: { readonly value: string }; readonly operation?: string };

function firstOfEach(members: readonly Named[]): Named[] {
  const byName = new Map<string, Named>();
  for (const item of members) {
    const name = item.operation ?? item.name?.value ?? '';
    if (!byName.has(name)) byName.set(name, item);
  }
  return [...byName.values()];
}

/** Extensions of types that are nowhere defined: the first becomes the definition. */
function withBases(nodes: readonly SchemaNode[]): SchemaNode[] {
  const defined = new Set(nodes.filter(isTypeDefinition).map(({ name }) => name.value));
  return nodes.map((node) => {
    if (!isTypeExtension(node) || defined.has(node.name.value)) return node;
    defined.add(node.name.value);
    return { ...node, kind: BASE_KINDS[node.kind] } as SchemaNode;
  });
}

function missingScalars(nodes: readonly SchemaNode[], defined: ReadonlySet<string>): TypeDefinitionNode[] {
  const used = new Set(nodes.flatMap(namedTypes));
  return FEDERATION_SCALARS.filter((name) => used.has(name) && !defined.has(name)).map((value) => ({
    kind: Kind.SCALAR_TYPE_DEFINITION,
    name: { kind: Kind.NAME, value },
  }));
}

function namedTypes(node: SchemaNode): string[] {
  const names: string[] = [];
  mapNodes(node, (inner) => {
    if ('type' in inner) names.push(namedType(inner.type));
    return inner;
  });
  return names;
}

function namedType(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : namedType(type.type);
}

function isExtension(node: SchemaNode): node is Extract<SchemaNode, { kind: `${string}Extension` }> {
  return node.kind.endsWith('Extension');
}

function isTypeExtension(node: SchemaNode): node is TypeExtensionNode {
  return node.kind in BASE_KINDS;
}

function isTypeDefinition(node: SchemaNode): node is TypeDefinitionNode {
  return node.kind.endsWith('TypeDefinition');
}
