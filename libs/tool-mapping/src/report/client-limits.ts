import type { ToolDefinition } from '#lib/server-runtime';

/** Beyond this models choose worse, and some clients stop listing. */
export const COMFORTABLE_TOOLS = 40;
/** The most that some clients and APIs take in one request. */
export const MOST_TOOLS = 128;
/** A tenth of a context of 200,000 tokens: beyond it a client searches for tools instead of listing them. */
export const COMFORTABLE_TOKENS = 20_000;
/** Server and tool name together, where clients join them. */
const JOINED_NAME = 59;

/** One limit of a well-known client, set beside what the tools need. */
export interface ClientFit {
  readonly client: string;
  readonly what: string;
  readonly limit: number;
  readonly actual: number;
  readonly fits: boolean;
  /** What happens beyond the limit. */
  readonly beyond: string;
}

/** What a limit is set on. */
interface Measures {
  readonly tokens: number;
  readonly tools: number;
  readonly 'tool name length': number;
  readonly 'server and tool name length': number;
  readonly 'description length': number;
}

const row = (client: string, what: keyof Measures, limit: number, beyond: string) => ({
  client,
  what,
  limit,
  beyond,
});

/** As of November 2026, from the clients' sources, release notes and issues. */
const LIMITS = [
  row('Claude Code', 'tokens', COMFORTABLE_TOKENS, 'tools are found by search instead of being listed'),
  row('Claude Code', 'description length', 2048, 'descriptions are cut'),
  row('Claude API', 'tool name length', 64, 'the request is refused'),
  row('Cursor', 'tools', COMFORTABLE_TOOLS, 'older versions leave tools out, newer ones load them on demand'),
  row(
    'Cursor',
    'server and tool name length',
    JOINED_NAME,
    'the tool is left out; name the server shorter there',
  ),
  row('VS Code', 'tools', MOST_TOOLS, 'the request is refused'),
  row('OpenAI API', 'tools', MOST_TOOLS, 'the request is refused'),
  row('OpenAI API', 'description length', 1024, 'the request is refused'),
  row('Gemini CLI', 'tool name length', 63, 'the middle of the name is cut out'),
];

export function clientFits(server: string, tools: readonly ToolDefinition[], tokens: number): ClientFit[] {
  const name = longest(tools.map((tool) => tool.name));
  const measures: Measures = {
    tokens,
    tools: tools.length,
    'tool name length': name,
    'server and tool name length': server.length + name,
    'description length': longest(tools.map(({ description }) => description)),
  };
  return LIMITS.map(({ client, what, limit, beyond }) => {
    const actual = measures[what];
    return { client, what, limit, actual, fits: actual <= limit, beyond };
  });
}

function longest(texts: readonly string[]): number {
  return texts.reduce((most, { length }) => Math.max(most, length), 0);
}
