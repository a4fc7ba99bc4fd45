import { Server, type McpRequestContext, type ServerOptions } from '@modelcontextprotocol/server';
import { callContext, type ContextSource } from './call-context.js';
import { serveSubscriptions, tellClient } from './changes.js';
import { ClientLog } from './client-log.js';
import { withExchanges } from './exchange-records.js';
import { complete } from './completion.js';
import { knownPage } from './known-page.js';
import { lazyContext, type PlainRequest } from './plain-request.js';
import { PromptBook } from './prompt-book.js';
import { RequestStates } from './request-state.js';
import { ResourceShelf } from './resource-shelf.js';
import { serverInfo, type ServerParts } from './server-parts.js';
import { ToolBox } from './tool-box.js';
import { LIST_HINT } from './tool-list.js';

type Era = Pick<McpRequestContext, 'era'>;

/**
 * Makes MCP servers, one a request or connection as the SDK wants it. What they answer from is prepared once.
 */
export class ServerFactory {
  readonly tools: ToolBox;
  readonly prompts: PromptBook;
  readonly shelf: ResourceShelf;
  readonly #states: RequestStates;
  readonly #options: ServerOptions;
  readonly #plainSource: ContextSource;

  constructor(readonly options: ServerParts) {
    const { data, surface, custom, caller, log } = options;
    this.tools = new ToolBox({ tools: data.tools, surface, custom, caller, log });
    this.prompts = new PromptBook(custom);
    this.shelf = new ResourceShelf(data, custom);
    this.#states = new RequestStates(caller.config);
    this.#plainSource = this.#sourceOf(undefined as never, 'modern');
    this.#options = {
      capabilities: this.#capabilities(),
      instructions: custom.server?.instructions ?? surface.instructions,
      requestState: { verify: this.#states.verify },
      cacheHints: {
        'tools/list': LIST_HINT,
        'prompts/list': LIST_HINT,
        'resources/list': LIST_HINT,
        'resources/templates/list': LIST_HINT,
        'server/discover': LIST_HINT,
      },
    };
  }

  /** For one request over HTTP. */
  readonly make = ({ era }: Era): Server => this.#build(era, false);

  /** For a connection that lasts over many requests: it is told of changes. */
  readonly makeLasting = ({ era }: Era): Server => this.#build(era, true);

  /** A plain call of the newest protocol, without a server: it asks for no progress and no logs, and is of one round. */
  callPlainly(
    call: { readonly name: string; readonly arguments: Readonly<Record<string, unknown>> },
    request: PlainRequest,
  ): Promise<Readonly<Record<string, unknown>>> {
    const context = lazyContext(() => callContext(this.#plainSource, request.sdk, call.name));
    return this.tools.callPlainly(call, request, context);
  }

  #build(era: Era['era'], lasts: boolean): Server {
    const server = this.#newServer();
    const source = this.#sourceOf(server, era);
    this.#serveTools(server, source);
    if (this.#hasPrompts()) this.#servePrompts(server, source);
    if (!this.shelf.isEmpty) this.#serveResources(server, source);
    if (this.#canChange()) {
      const watched = era === 'legacy' ? serveSubscriptions(server) : undefined;
      if (lasts) tellClient(server, this.options.changes, watched);
    }
    if (this.#hasCompletion())
      server.setRequestHandler('completion/complete', ({ params }) =>
        complete(params, this.prompts, this.shelf),
      );
    return server;
  }

  #sourceOf(server: Server, era: Era['era']): ContextSource {
    const source: ContextSource = {
      server,
      era,
      log: new ClientLog(server, era),
      states: this.#states,
      callTool: (name, args, sdk) =>
        this.tools.run({ name, arguments: args }, callContext(source, sdk, name)),
    };
    return source;
  }

  #newServer(): Server {
    const { telemetry } = this.options;
    const info = serverInfo(this.options);
    if (telemetry === undefined) return new Server(info, this.#options);
    return telemetry.makeServer(info, this.#options, {
      tool: (name) => this.tools.scoped(name) !== undefined,
      prompt: (name) => this.prompts.listed.some((prompt) => prompt.name === name),
    });
  }

  #serveTools(server: Server, source: ContextSource): void {
    server.setRequestHandler('tools/list', ({ params }) => {
      const { items, next } = knownPage(this.options.list.pages, params?.cursor);
      return { tools: items, ...next };
    });
    server.setRequestHandler('tools/call', (request, sdk) =>
      withExchanges(this.options.caller, sdk, () =>
        this.tools.call(request, callContext(source, sdk, request.params.name)),
      ),
    );
  }

  #servePrompts(server: Server, source: ContextSource): void {
    server.setRequestHandler('prompts/list', () => ({ prompts: [...this.prompts.listed] }));
    server.setRequestHandler('prompts/get', ({ params }, sdk) =>
      this.prompts.get(params.name, params.arguments ?? {}, callContext(source, sdk, params.name)),
    );
  }

  #serveResources(server: Server, source: ContextSource): void {
    server.setRequestHandler('resources/list', ({ params }) => {
      const { items, next } = knownPage(this.shelf.resources, params?.cursor);
      return { resources: items, ...next };
    });
    server.setRequestHandler('resources/templates/list', ({ params }) => {
      const { items, next } = knownPage(this.shelf.templates, params?.cursor);
      return { resourceTemplates: items, ...next };
    });
    server.setRequestHandler('resources/read', ({ params }, sdk) =>
      this.shelf.read(params.uri, callContext(source, sdk, params.uri)),
    );
  }

  #capabilities(): ServerOptions['capabilities'] & object {
    return {
      tools: {},
      logging: {},
      ...(this.#hasPrompts() ? { prompts: {} } : {}),
      ...(this.shelf.isEmpty
        ? {}
        : { resources: this.#canChange() ? { subscribe: true, listChanged: true } : {} }),
      ...(this.#hasCompletion() ? { completions: {} } : {}),
    };
  }

  #hasPrompts(): boolean {
    return this.prompts.listed.length > 0;
  }

  #hasCompletion(): boolean {
    return this.#hasPrompts() || !this.shelf.isEmpty;
  }

  /** Only the owner's code knows when something changes. */
  #canChange(): boolean {
    return this.options.custom.start !== undefined && !this.shelf.isEmpty;
  }
}
