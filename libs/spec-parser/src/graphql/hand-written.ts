import {
  getOperationRootType,
  isInputType,
  isNonNullType,
  Kind,
  print,
  typeFromAST,
  validate,
  valueFromASTUntyped,
  visit,
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type VariableDefinitionNode,
} from 'graphql';
import type { GraphqlArgument, GraphqlOperation, SkippedOperation } from '#lib/api-description';
import { rootPlace, type Findings } from '../findings.js';
import { compact } from '../json.js';
import { jsonOf } from './input-schemas.js';
import type { ParsedDocuments } from './parse-documents.js';
import { positionOf } from './refuse.js';
import { TAGS, type FieldContext, type ReadFields } from './root-fields.js';

/** Operations that an author wrote beside the schema: each with the selection that he made. */
export function readHandWritten(
  { operations, fragments }: ParsedDocuments,
  context: Omit<FieldContext, 'taken'>,
  findings: Findings,
): ReadFields {
  const read: GraphqlOperation[] = [];
  const skipped: SkippedOperation[] = [];
  const seen = new Set<string>();
  for (const [index, operation] of operations.entries()) {
    const name = operation.name?.value;
    const id = `operation ${name ?? `#${index + 1}`}`;
    const document = documentOf(operation, fragments);
    const fault =
      faultOf(operation, seen) ?? faultOfDocument(document, context.schema, { operation, findings });
    if (name !== undefined) seen.add(name);
    if (fault !== undefined || name === undefined)
      skipped.push({ id, code: 'spec/graphql-operation', reason: fault ?? 'it has no name' });
    else read.push(readOperation(operation, { id, name, document: print(document) }, context));
  }
  return { operations: read, skipped };
}

function faultOf({ name }: OperationDefinitionNode, seen: ReadonlySet<string>): string | undefined {
  if (name === undefined) return 'it has no name for its tool';
  return seen.has(name.value) ? 'another operation has the same name' : undefined;
}

function faultOfDocument(
  document: DocumentNode,
  schema: GraphQLSchema,
  at: { operation: OperationDefinitionNode; findings: Findings },
): string | undefined {
  const [error] = validate(schema, document, undefined, { maxErrors: 1 });
  if (error === undefined) return undefined;
  const name = at.operation.name?.value ?? '';
  const here = at.operation.loc;
  const { document: file = here?.source.name ?? '', line = 1, column = 1 } = positionOf(error);
  at.findings.add(
    {
      code: 'spec/graphql-operation',
      severity: 'error',
      message: `The operation ${name} is left out: ${error.message}`,
      fix: 'Correct the operation, or the schema beside it.',
    },
    rootPlace(file),
    { line, column },
  );
  return `it does not fit the schema: ${error.message}`;
}

/** The operation with the fragments that it leads to. */
function documentOf(
  operation: OperationDefinitionNode,
  fragments: readonly FragmentDefinitionNode[],
): DocumentNode {
  const byName = new Map(fragments.map((fragment) => [fragment.name.value, fragment]));
  const used = new Set<FragmentDefinitionNode>();
  const open: (OperationDefinitionNode | FragmentDefinitionNode)[] = [operation];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    visit(node, {
      FragmentSpread({ name }) {
        const fragment = byName.get(name.value);
        if (fragment === undefined || used.has(fragment)) return;
        used.add(fragment);
        open.push(fragment);
      },
    });
  }
  return { kind: Kind.DOCUMENT, definitions: [operation, ...used] };
}

function readOperation(
  operation: OperationDefinitionNode,
  { id, name, document }: { id: string; name: string; document: string },
  context: Omit<FieldContext, 'taken'>,
): GraphqlOperation {
  const { schema, security } = context;
  const token = operation.loc?.startToken;
  return compact({
    kind: 'graphql',
    id,
    operationId: name,
    operationType: operation.operation,
    description:
      operation.description?.value ?? commentAbove(operation) ?? rootDescription(operation, schema),
    tags: [TAGS.document],
    deprecated: false,
    arguments: (operation.variableDefinitions ?? []).map((variable) => readVariable(variable, context)),
    call: { kind: 'document', document, operationName: name, resultPath: resultPathOf(operation) },
    security,
    extensions: {},
    location: compact({
      document: operation.loc?.source.name ?? context.document,
      pointer: '',
      line: token?.line,
      column: token?.column,
    }),
  }) as GraphqlOperation;
}

function readVariable(
  { variable, type, defaultValue, description }: VariableDefinitionNode,
  { schema, inputs }: Omit<FieldContext, 'taken'>,
): GraphqlArgument {
  const known = typeFromAST(schema, type);
  const input = isInputType(known) ? known : undefined;
  const base = (input && inputs.of(input, true)) ?? {};
  const uploads = input === undefined ? [] : inputs.uploads(input);
  return compact({
    name: variable.name.value,
    type: print(type),
    required: input !== undefined && isNonNullType(input) && defaultValue === undefined,
    deprecated: false,
    description: description?.value,
    schema: compact({
      ...base,
      default: defaultValue === undefined ? undefined : jsonOf(valueFromASTUntyped(defaultValue)),
    }),
    uploads: uploads.length > 0 ? uploads : undefined,
  }) as GraphqlArgument;
}

/** Of a single root field its value is the result; of several all of `data`. */
function resultPathOf({ selectionSet }: OperationDefinitionNode): string[] {
  const [only, ...more] = selectionSet.selections;
  if (only?.kind !== Kind.FIELD || more.length > 0) return [];
  return [only.alias?.value ?? only.name.value];
}

/** `#` lines right above the operation. */
function commentAbove({ loc }: OperationDefinitionNode): string | undefined {
  const lines: string[] = [];
  for (let token = loc?.startToken.prev; token?.kind === 'Comment'; token = token.prev)
    lines.unshift(token.value.trim());
  return lines.join('\n').trim() || undefined;
}

function rootDescription(operation: OperationDefinitionNode, schema: GraphQLSchema): string | undefined {
  const [only] = operation.selectionSet.selections;
  if (only?.kind !== Kind.FIELD) return undefined;
  const root = getOperationRootType(schema, operation);
  return root.getFields()[only.name.value]?.description?.trim();
}
