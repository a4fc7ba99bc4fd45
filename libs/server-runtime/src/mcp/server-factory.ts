import { Server, type McpRequestContext, type ServerOptions } from '@modelcontextprotocol/server';
import type { CustomCode } from '../custom.js';
import type { Log } from '../log.js';
import type { ToolCaller } from '../tool-caller.js';
import type { ToolData } from '../tool-data.js';
import { callContext, type ContextSource } from './call-context.js';
import { serveSubscriptions, tellClient, type Changes } from './changes.js';
import { ClientLog } from './client-log.js';
import { complete } from './completion.js';
import { Pages } from './pages.js';
import { PromptBook } from './prompt-book.js';
import { RequestStates } from './request-state.js';
import { ResourceShelf } from './resource-shelf.js';
import { ToolBox } from './tool-box.js';

/** The lists change with a new release of the server only. */
const LIST_TTL_MS = 300_000;

type Era = Pick<McpRequestContext, 'era'>;

export interface FactoryOptions {
  readonly data: ToolData;
  readonly custom: CustomCode;
  readonly caller: ToolCaller;
  readonly log: Log;
  readonly changes: Changes;
}

/**
 * Makes MCP servers, one a request or connection as the SDK wants it. What they answer from is prepared once.
 */
export class ServerFactory {
  readonly tools: ToolBox;
  readonly prompts: PromptBook;
  readonly shelf: ResourceShelf;
  readonly #states: RequestStates;
  readonly #info: ConstructorParameters<typeof Server>[0];
  readonly #options: ServerOptions;
  readonly #toolPages: Pages<ReturnType<ToolBox['listed']>[number]>;

  constructor(readonly options: FactoryOptions) {
    const { data, custom, caller, log } = options;
    this.tools = new ToolBox({ tools: data.tools, custom, caller, log });
    this.prompts = new PromptBook(custom);
    this.shelf = new ResourceShelf(data, custom);
    this.#states = new RequestStates(caller.config);
    this.#toolPages = new Pages(this.tools.listed());
    this.#info = infoOf(data, custom);
    const hint = { ttlMs: LIST_TTL_MS, cacheScope: 'public' as const };
    this.#options = {
      capabilities: this.#capabilities(),
      instructions: custom.server?.instructions ?? instructionsOf(data),
      requestState: { verify: this.#states.verify },
      cacheHints: {
        'tools/list': hint,
        'prompts/list': hint,
        'resources/list': hint,
        'resources/templates/list': hint,
        'server/discover': hint,
      },
    };
  }

  /** For one request over HTTP. */
  readonly make = ({ era }: Era): Server => this.#build(era, false);

  /** For a connection that lasts over many requests: it is told of changes. */
  readonly makeLasting = ({ era }: Era): Server => this.#build(era, true);

  #build(era: Era['era'], lasts: boolean): Server {
    const server = new Server(this.#info, this.#options);
    const source: ContextSource = {
      server,
      era,
      log: new ClientLog(server, era),
      states: this.#states,
      callTool: (name, args, sdk) =>
        this.tools.run({ name, arguments: args }, callContext(source, sdk, name)),
    };
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

  #serveTools(server: Server, source: ContextSource): void {
    server.setRequestHandler('tools/list', ({ params }) => {
      const { items, ...more } = this.#toolPages.page(params?.cursor);
      return { tools: items, ...more };
    });
    server.setRequestHandler('tools/call', (request, sdk) =>
      this.tools.call(request, callContext(source, sdk, request.params.name)),
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
      const { items, ...more } = this.shelf.resources.page(params?.cursor);
      return { resources: items, ...more };
    });
    server.setRequestHandler('resources/templates/list', ({ params }) => {
      const { items, ...more } = this.shelf.templates.page(params?.cursor);
      return { resourceTemplates: items, ...more };
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

/** Short: every answer of the newest protocol carries it. */
function infoOf({ manifest }: ToolData, { server }: CustomCode): ConstructorParameters<typeof Server>[0] {
  return {
    name: manifest.name,
    title: server?.title ?? manifest.title,
    version: manifest.version,
    ...(server?.websiteUrl === undefined ? {} : { websiteUrl: server.websiteUrl }),
    ...(server?.icons === undefined ? {} : { icons: [...server.icons] }),
  };
}

function instructionsOf({ manifest }: ToolData): string {
  return `Tools of ${manifest.title} ${manifest.version}. Each tool is one call of the API; a result with isError says what to correct.`;
}
