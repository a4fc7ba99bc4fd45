/** The configuration that most MCP clients read. */
export function clientConfig(name: string, endpoint: string): object {
  return { mcpServers: { [name]: { type: 'http', url: endpoint } } };
}
