import type { ServerParts } from '../mcp/server-parts.js';
import type { McpHandler } from './mcp-handler.js';

/** After the first answers of a server that is asked at once, before most clients are there. */
const LOAD_AFTER_MS = 50;

/**
 * The SDK and what is made with it: loaded soon after the start, at the latest when a request needs it. A server is
 * thus there, and lists its tools, in half the time.
 */
export class LazyHandler {
  #loading: Promise<McpHandler> | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(readonly parts: ServerParts) {}

  /** Rejects as {@link makeMcpHandler} throws. */
  get(): Promise<McpHandler> {
    this.#loading ??= load(this.parts);
    return this.#loading;
  }

  loadSoon(): void {
    const failed = (error: unknown) =>
      this.parts.log.error('MCP cannot be served', {
        reason: error instanceof Error ? error.message : String(error),
      });
    this.#timer = setTimeout(() => void this.get().catch(failed), LOAD_AFTER_MS).unref();
  }

  async close(): Promise<void> {
    clearTimeout(this.#timer);
    const handler = await this.#loading?.catch(() => undefined);
    await handler?.close();
  }
}

async function load(parts: ServerParts): Promise<McpHandler> {
  const { makeMcpHandler } = await import('./mcp-handler.js');
  return makeMcpHandler(parts);
}
