import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  execute,
  getNamedType,
  isEnumType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  parse,
  validate,
  type ExecutionArgs,
  type GraphQLOutputType,
  type GraphQLSchema,
} from 'graphql';

/** A request as the API saw it. */
export interface SeenRequest {
  readonly method: string;
  readonly headers: IncomingMessage['headers'];
  readonly query: string | undefined;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly extensions: unknown;
  readonly body: string;
  readonly errors: readonly string[];
}

export interface GraphqlUpstream {
  readonly url: string;
  readonly seen: SeenRequest[];
  /** Answers in place of the schema, while it is set. */
  answer: ((request: SeenRequest) => { status: number; body: string }) | undefined;
  close(): void;
}

/** A GraphQL API on this machine: graphql-js checks and executes each document, and values are made up by type. */
export async function startGraphqlUpstream(schema: GraphQLSchema): Promise<GraphqlUpstream> {
  const server = createServer(async (request, response) => {
    const body = await textOf(request);
    const asked = parametersOf(request, body);
    const { errors, result } = await run(schema, asked);
    const seen = { method: request.method ?? '', headers: request.headers, body, errors, ...asked };
    upstream.seen.push(seen);
    const own = upstream.answer?.(seen);
    response.writeHead(own?.status ?? 200, { 'content-type': 'application/json' });
    response.end(own?.body ?? JSON.stringify(result));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const upstream: GraphqlUpstream = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`,
    seen: [],
    answer: undefined,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
  return upstream;
}

type Asked = Pick<SeenRequest, 'query' | 'variables' | 'extensions'> & { operationName?: string | undefined };

async function run(schema: GraphQLSchema, { query, variables, operationName }: Asked) {
  if (query === undefined) return { errors: [], result: { errors: [{ message: 'no document' }] } };
  const document = parse(query);
  const invalid = validate(schema, document);
  if (invalid.length > 0)
    return { errors: invalid.map(({ message }) => message), result: { errors: invalid } };
  const result = await execute({
    schema,
    document,
    variableValues: variables,
    operationName,
    ...mockResolvers(schema),
  });
  return { errors: (result.errors ?? []).map(({ message }) => message), result };
}

/** Makes values up by type; a value that is there already stays. */
export function mockResolvers(
  schema: GraphQLSchema,
): Pick<ExecutionArgs, 'fieldResolver' | 'typeResolver' | 'rootValue'> {
  return {
    fieldResolver: (
      source: Readonly<Record<string, unknown>>,
      _args,
      _context,
      { fieldName, returnType },
    ) => {
      const given = source[fieldName];
      if (given instanceof Error) throw given;
      return given ?? mockOf(returnType);
    },
    typeResolver: (_value, _context, _info, type) => schema.getPossibleTypes(type)[0]?.name,
    rootValue: {},
  };
}

function mockOf(type: GraphQLOutputType): unknown {
  if (isNonNullType(type)) return mockOf(type.ofType);
  if (isListType(type)) return [mockOf(type.ofType)];
  const named = getNamedType(type);
  if (isEnumType(named)) return named.getValues()[0]?.value;
  if (!isLeafType(named)) return isObjectType(named) ? {} : { abstract: true };
  return { Int: 7, Float: 7.5, Boolean: true }[named.name] ?? 'value';
}

function parametersOf(request: IncomingMessage, body: string): Asked {
  const isForm = request.headers['content-type']?.startsWith('multipart/') === true;
  const given: Record<string, unknown> =
    request.method === 'GET'
      ? Object.fromEntries(new URL(request.url ?? '', 'http://x').searchParams)
      : (JSON.parse(isForm ? operationsOf(body) : body) as Record<string, unknown>);
  const { query, variables, operationName, extensions } = given;
  return {
    query: query as string | undefined,
    operationName: operationName as string | undefined,
    variables: (typeof variables === 'string' ? JSON.parse(variables) : (variables ?? {})) as Record<
      string,
      unknown
    >,
    extensions: typeof extensions === 'string' ? JSON.parse(extensions) : extensions,
  };
}

/** The operations of a multipart request with its files' texts where null stood for them. */
function operationsOf(body: string): string {
  const parts = new Map(
    [
      ...body.matchAll(
        /name="(\w+)"(?:; filename="[^"]*")?\r\n(?:Content-Type: [^\r]*\r\n)?\r\n(.*?)\r\n--/gs,
      ),
    ].map(([, name = '', text = '']) => [name, text]),
  );
  const operations = JSON.parse(parts.get('operations') ?? '{}') as Record<string, unknown>;
  const map = JSON.parse(parts.get('map') ?? '{}') as Record<string, string[]>;
  for (const [part, paths] of Object.entries(map))
    for (const path of paths) setAt(operations, path.split('.'), parts.get(part));
  return JSON.stringify(operations);
}

function setAt(holder: unknown, [key = '', ...rest]: readonly string[], value: unknown): void {
  const at = holder as Record<string, unknown>;
  if (rest.length === 0) at[key] = value;
  else setAt(at[key], rest, value);
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
