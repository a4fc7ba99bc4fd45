import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { parse, subscribe, validate, type ExecutionArgs, type GraphQLSchema } from 'graphql';
import { createHandler } from 'graphql-sse/lib/use/http';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';
import { mockResolvers } from './graphql-upstream.js';

/** What arrived with one subscription. */
export interface SeenSubscription {
  readonly transport: 'sse' | 'websocket';
  readonly headers: IncomingMessage['headers'];
  /** Of `connection_init`. */
  readonly connectionParams: unknown;
  readonly variables: unknown;
  readonly query: string;
}

/** What every subscription gives: root values that its field is resolved from, then an end, an error or nothing more. */
export interface Script {
  readonly events: readonly object[];
  readonly after: 'complete' | 'fail' | 'wait';
}

export interface SubscriptionUpstream {
  readonly url: string;
  readonly seen: SeenSubscription[];
  script: Script;
  /** The `Authorization` that lets a request in; any when undefined. */
  authorization: string | undefined;
  /** Subscriptions under way. */
  open(): number;
  /** Cuts every connection, as a network does. */
  cut(): void;
  close(): void;
}

/** A GraphQL API on this machine that serves subscriptions: graphql-js behind the servers of graphql-sse and graphql-ws. */
export async function startSubscriptionUpstream(schema: GraphQLSchema): Promise<SubscriptionUpstream> {
  const seen: SeenSubscription[] = [];
  const sockets = new Set<Socket>();
  const running = new Running();
  const context = { schema, seen, running, script: () => upstream.script };
  const allows = (request: IncomingMessage) =>
    upstream.authorization === undefined || request.headers.authorization === upstream.authorization;
  const server = createServer(sseHandler(context, allows));
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  serveWebSockets(server, context, allows);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  const upstream: SubscriptionUpstream = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`,
    seen,
    script: { events: [{}], after: 'complete' },
    authorization: undefined,
    open: () => running.count,
    cut,
    close: () => {
      server.close();
      cut();
    },
  };
  return upstream;
}

interface Context {
  readonly schema: GraphQLSchema;
  readonly seen: SeenSubscription[];
  readonly running: Running;
  script(): Script;
}

/** Counts what has begun and not ended. A source written by hand, since a generator cannot be ended while it waits. */
class Running {
  count = 0;

  play({ events, after }: Script): AsyncIterableIterator<unknown> {
    const left = [...events];
    let leave: () => void = () => undefined;
    this.count += 1;
    const end = () => {
      if (leave === nothing) return;
      leave();
      leave = nothing;
      this.count -= 1;
    };
    return {
      next: () => {
        const value = left.shift();
        if (value !== undefined) return Promise.resolve({ value, done: false });
        if (after === 'wait')
          return new Promise((resolve) => {
            leave = () => resolve({ value: undefined, done: true });
          });
        end();
        return after === 'fail'
          ? Promise.reject(new Error('the source broke'))
          : Promise.resolve({ value: undefined, done: true });
      },
      return: () => {
        end();
        return Promise.resolve({ value: undefined, done: true });
      },
      [Symbol.asyncIterator]() {
        return this;
      },
    };
  }
}

function nothing(): void {
  // Whoever left has left.
}

interface Params {
  readonly query?: string | undefined;
  readonly variables?: Readonly<Record<string, unknown>> | null | undefined;
  readonly operationName?: string | null | undefined;
}

/** The arguments of an execution, or what makes the document invalid. */
function prepared({ schema, running, script }: Context, { query = '', variables, operationName }: Params) {
  const document = parse(query);
  const invalid = validate(schema, document);
  if (invalid.length > 0) return invalid;
  const args: ExecutionArgs = {
    schema,
    document,
    variableValues: variables,
    operationName,
    ...mockResolvers(schema),
  };
  return { ...args, subscribeFieldResolver: () => running.play(script()) };
}

function sseHandler(context: Context, allows: (request: IncomingMessage) => boolean) {
  const handle = createHandler({
    authenticate: () => '',
    // Ours: graphql-js knows a schema only of the very copy of itself that made it.
    validate,
    onSubscribe: ({ raw: { headers } }, params) => {
      const { query = '', variables } = params as Params;
      context.seen.push({ transport: 'sse', headers, connectionParams: undefined, variables, query });
      const made = prepared(context, params as Params);
      return ('document' in made ? made : { errors: made }) as never;
    },
    subscribe: (args) => subscribe(args as ExecutionArgs) as never,
  });
  return (request: IncomingMessage, response: ServerResponse) => {
    if (allows(request)) return void handle(request, response).catch(() => response.destroy());
    response.writeHead(401, { 'content-type': 'application/json' });
    return void response.end('{"message":"who are you?"}');
  };
}

function serveWebSockets(
  server: Server,
  context: Context,
  allows: (request: IncomingMessage) => boolean,
): void {
  useServer<Record<string, unknown>, { request: IncomingMessage }>(
    {
      onConnect: ({ extra }) => allows(extra.request),
      onSubscribe: ({ extra, connectionParams }, _id, params) => {
        const { headers } = extra.request;
        const { query = '', variables } = params as Params;
        context.seen.push({ transport: 'websocket', headers, connectionParams, variables, query });
        return prepared(context, params as Params) as never;
      },
      subscribe,
    },
    new WebSocketServer({ server }),
  );
}
