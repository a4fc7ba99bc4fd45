export interface ClientConfigFacts {
  readonly name: string;
  readonly endpoint: string;
  /** Whether the endpoint wants a key. */
  readonly wantsKey?: boolean;
}

/** The configuration that most MCP clients read; the key is for the person to fill in. */
export function clientConfig({ name, endpoint, wantsKey = false }: ClientConfigFacts): object {
  const headers = wantsKey ? { headers: { Authorization: 'Bearer ${TOOLWRIGHT_MCP_KEY}' } } : {};
  return { mcpServers: { [name]: { type: 'http', url: endpoint, ...headers } } };
}
