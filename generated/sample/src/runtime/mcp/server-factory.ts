import {
  ProtocolError,
  Server,
  type McpRequestContext,
  type ServerOptions,
} from '@modelcontextprotocol/server';
import type { CustomCode } from '../custom.js';
import type { Log } from '../log.js';
import type { ToolSurface } from '../modes/tool-surface.js';
import type { Telemetry } from '../telemetry/telemetry.js';
import type { ToolCaller } from '../tool-caller.js';
import type { ToolData } from '../tool-data.js';
import { callContext, type ContextSource } from './call-context.js';
import { serveSubscriptions, tellClient, type Changes } from './changes.js';
import { ClientLog } from './client-log.js';
import { complete } from './completion.js';
import { Pages } from './pages.js';
import { plainContext } from './plain-context.js';
import { PromptBook } from './prompt-book.js';
import { RequestStates } from './request-state.js';
import { ResourceShelf } from './resource-shelf.js';
import { ToolBox } from './tool-box.js';

/** The lists change with a new release of the server only. */
const LIST_HINT = { ttlMs: 300_000, cacheScope: 'public' as const };

type Era = Pick<McpRequestContext, 'era'>;

export interface FactoryOptions {
  readonly data: ToolData;
  readonly surface: ToolSurface;
  readonly custom: CustomCode;
  readonly caller: ToolCaller;
  readonly log: Log;
  readonly changes: Changes;
  /** Set where something watches. */
  readonly telemetry?: Telemetry;
}

/**
 * Makes MCP servers, one a request or connection as the SDK wants it. What they answer from is prepared once.
 */
export class ServerFactory {
  readonly tools: ToolBox;
  readonly prompts: PromptBook;
  readonly shelf: ResourceShelf;
  readonly #states: RequestStates;
  readonly info: ConstructorParameters<typeof Server>[0];
  readonly #options: ServerOptions;
  readonly #plainSource: ContextSource;
  readonly #listTexts = new Map<string | undefined, string>();
  readonly #toolPages: Pages<ReturnType<ToolBox['listed']>[number]>;

  constructor(readonly options: FactoryOptions) {
    const { data, surface, custom, caller, log } = options;
    this.tools = new ToolBox({ tools: data.tools, surface, custom, caller, log });
    this.prompts = new PromptBook(custom);
    this.shelf = new ResourceShelf(data, custom);
    this.#states = new RequestStates(caller.config);
    this.#plainSource = this.#sourceOf(undefined as never, 'modern');
    this.#toolPages = new Pages(this.tools.listed());
    this.info = infoOf(data, custom);
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

  /**
   * A plain call of the newest protocol, without a server: it asks for no progress and no logs, and is of one round.
   *
   * @param meta The request's `_meta`
   */
  async callPlainly(
    call: { readonly name: string; readonly arguments: Readonly<Record<string, unknown>> },
    meta: unknown,
    signal: AbortSignal,
  ): Promise<Readonly<Record<string, unknown>>> {
    const sdk = plainContext(meta, signal);
    return this.tools.callPlainly(call, callContext(this.#plainSource, sdk, call.name));
  }

  /** The JSON of a page of tools, ready but for its closing members; undefined for an unknown cursor. */
  listPage(cursor: string | undefined): string | undefined {
    const known = this.#listTexts.get(cursor);
    if (known !== undefined) return known;
    try {
      const { items, ...more } = this.#toolPages.page(cursor);
      const { ttlMs, cacheScope } = LIST_HINT;
      const text = JSON.stringify({ tools: items, ...more, resultType: 'complete', ttlMs, cacheScope }).slice(
        0,
        -1,
      );
      this.#listTexts.set(cursor, text);
      return text;
    } catch (error) {
      if (error instanceof ProtocolError) return undefined;
      throw error;
    }
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
    if (telemetry === undefined) return new Server(this.info, this.#options);
    return telemetry.makeServer(this.info, this.#options, {
      tool: (name) => this.tools.scoped(name) !== undefined,
      prompt: (name) => this.prompts.listed.some((prompt) => prompt.name === name),
    });
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
