import { Injectable } from '@nestjs/common';
import { AppError } from '#lib/diagnostics';
import { EXCHANGE_KEY_META, EXCHANGES_META, type RecordedExchange } from '#lib/server-runtime';
import { withClient } from '../health/mcp-probe.js';
import { RuntimeContext } from '../rollout/runtime-context.js';
import { LiveServers } from './live-servers.js';
import { PlaygroundStore } from './playground-store.js';

/** Calls may wait for a slow API, with its retries. */
const CALL_TIMEOUT_MS = 120_000;
const LIST_TIMEOUT_MS = 10_000;

/** A tool as a server lists it (MCP, `Tool`). */
export interface LiveTool {
  readonly name: string;
  readonly title?: string | undefined;
  readonly description?: string | undefined;
  readonly inputSchema: object;
  readonly annotations?: object | undefined;
}

export interface PlayedCall {
  /** Of the call in the history. */
  readonly id: string;
  /** `CallToolResult` of MCP. */
  readonly result: Readonly<Record<string, unknown>>;
  /** Null where the server does not tell: it was started by an earlier version. */
  readonly exchanges: readonly RecordedExchange[] | null;
  readonly durationMs: number;
}

export interface GivenCall {
  readonly deploymentId: string;
  readonly tool: string;
  readonly arguments: Readonly<Record<string, unknown>>;
}

/** Calls tools of live servers as an MCP client would, for people who try them. */
@Injectable()
export class Playground {
  constructor(
    readonly servers: LiveServers,
    readonly context: RuntimeContext,
    readonly store: PlaygroundStore,
  ) {}

  /** @throws AppError `not-found`; `state-conflict` where no server answers */
  async tools(deploymentId: string): Promise<LiveTool[]> {
    const { endpoint } = await this.servers.of(deploymentId);
    const { fetch } = this.context.relay;
    return this.#asked(() =>
      withClient(endpoint, { timeoutMs: LIST_TIMEOUT_MS, fetch }, async (client, options) => {
        const tools: LiveTool[] = [];
        let cursor: string | undefined;
        do {
          const page = await client.listTools(cursor === undefined ? undefined : { cursor }, options);
          tools.push(...page.tools);
          cursor = page.nextCursor;
        } while (cursor !== undefined);
        return tools;
      }),
    );
  }

  /** @throws AppError `not-found`; `state-conflict` where no server answers, or not in time */
  async call({ deploymentId, tool, arguments: args }: GivenCall): Promise<PlayedCall> {
    const { endpoint, key } = await this.servers.of(deploymentId);
    const { fetch } = this.context.relay;
    const request = { name: tool, arguments: { ...args }, _meta: { [EXCHANGE_KEY_META]: key } };
    const started = performance.now();
    const { _meta: meta, ...result } = await this.#asked(() =>
      withClient(endpoint, { timeoutMs: CALL_TIMEOUT_MS, fetch }, (client, options) =>
        client.callTool(request, options),
      ),
    );
    const durationMs = Math.round(performance.now() - started);
    const exchanges = meta?.[EXCHANGES_META];
    const isError = result.isError === true;
    const { id } = await this.store.addCall({ deploymentId, tool, arguments: args, isError, durationMs });
    return {
      id,
      result,
      exchanges: Array.isArray(exchanges) ? (exchanges as RecordedExchange[]) : null,
      durationMs,
    };
  }

  async #asked<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
    try {
      return await ask();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new AppError('state-conflict', {
        detail: `The server did not answer: ${reason}`,
        cause: error,
      });
    }
  }
}
