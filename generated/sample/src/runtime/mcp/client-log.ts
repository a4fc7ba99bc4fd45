import {
  LOG_LEVEL_META_KEY,
  type LoggingLevel,
  type Server,
  type ServerContext,
} from '@modelcontextprotocol/server';

/** RFC 5424, least urgent first. */
const LEVELS: readonly string[] = [
  'debug',
  'info',
  'notice',
  'warning',
  'error',
  'critical',
  'alert',
  'emergency',
];
/** What older clients get that never said what they want. */
const UNASKED_LEVEL = 'info';

/**
 * Log messages to one client. Newer clients ask for them with each request; older ones once, with `logging/setLevel`,
 * which a server without a session cannot remember.
 */
export class ClientLog {
  #level: LoggingLevel = UNASKED_LEVEL;

  constructor(
    server: Server,
    readonly era: 'modern' | 'legacy',
  ) {
    if (era === 'modern') return;
    server.setRequestHandler('logging/setLevel', (request) => {
      this.#level = request.params.level;
      return {};
    });
  }

  /** Sends nothing that was not asked for, and never fails the call that it tells about. */
  async send(context: ServerContext, level: LoggingLevel, data: unknown): Promise<void> {
    const wanted = this.#wanted(context);
    if (typeof wanted !== 'string' || LEVELS.indexOf(level) < LEVELS.indexOf(wanted)) return;
    const notification = { method: 'notifications/message', params: { level, data } };
    await context.mcpReq.notify(notification).catch(() => undefined);
  }

  #wanted({ mcpReq }: ServerContext): unknown {
    if (this.era === 'legacy') return this.#level;
    return (mcpReq.envelope as Readonly<Record<string, unknown>> | undefined)?.[LOG_LEVEL_META_KEY];
  }
}
