import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';

export async function toolsAt(endpoint: string) {
  return withClient(endpoint, async (client) => (await client.listTools()).tools);
}

export async function callTool(endpoint: string, name: string, args: Record<string, unknown>) {
  return withClient(endpoint, (client) => client.callTool({ name, arguments: args }));
}

export async function withClient<T>(endpoint: string, use: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode: 'auto' } });
  await client.connect(new StreamableHTTPClientTransport(new URL(endpoint)));
  try {
    return await use(client);
  } finally {
    await client.close();
  }
}
