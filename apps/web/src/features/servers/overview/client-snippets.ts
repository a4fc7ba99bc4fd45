import type { ClientConfig } from '../servers-queries';

export interface ClientSnippet {
  readonly client: 'json' | 'claudeCode' | 'vscode' | 'codex' | 'curl';
  readonly text: string;
  readonly wantsKey: boolean;
}

/** The hub's configuration in the words of each client. */
export function clientSnippets(config: ClientConfig): ClientSnippet[] {
  const [[name, { url, headers = {} }] = ['', { url: '' }]] = Object.entries(config.mcpServers);
  const wantsKey = Object.keys(headers).length > 0;
  const server = { type: 'http', url, ...(wantsKey ? { headers } : {}) };
  const given = Object.entries(headers).map(([key, value]) => `${key}: ${value}`);
  const texts: Readonly<Record<ClientSnippet['client'], string>> = {
    json: JSON.stringify(config, null, 2),
    claudeCode: [`claude mcp add --transport http ${name} ${url}`, ...given.map(headerOption)].join(
      ' \\\n  ',
    ),
    vscode: JSON.stringify({ servers: { [name]: server } }, null, 2),
    codex: [
      `[mcp_servers.${name}]`,
      `url = ${JSON.stringify(url)}`,
      ...(wantsKey ? ['bearer_token_env_var = "TOOLWRIGHT_MCP_KEY"'] : []),
    ].join('\n'),
    curl: [
      `curl ${url}`,
      ...given.map((header) => `-H "${header}"`),
      `-H 'content-type: application/json'`,
      `-H 'accept: application/json, text/event-stream'`,
      `-d '{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{}}'`,
    ].join(' \\\n  '),
  };
  return (Object.keys(texts) as ClientSnippet['client'][]).map((client) => ({
    client,
    text: texts[client],
    wantsKey,
  }));
}

function headerOption(header: string): string {
  return `--header "${header}"`;
}
