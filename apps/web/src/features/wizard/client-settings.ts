/** A server as a client is told of it. */
export interface ServerEntry {
  readonly name: string;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export const CLIENTS = [
  'claudeCode',
  'claudeDesktop',
  'cursor',
  'vscode',
  'windsurf',
  'codex',
  'gemini',
  'json',
  'curl',
] as const;
export type ClientName = (typeof CLIENTS)[number];

/** What a client reads: text to paste, where it belongs, and a link that the client opens itself. */
export interface ClientSettings {
  readonly text: string;
  readonly place: string;
  readonly link?: string;
}

const pretty = (value: object) => JSON.stringify(value, null, 2);
const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;
const base64 = (text: string) => btoa(String.fromCodePoint(...new TextEncoder().encode(text)));

/** Where each client keeps its servers, and in what form. */
const WRITERS: Readonly<Record<ClientName, (entry: ServerEntry) => ClientSettings>> = {
  claudeCode: ({ name, url, headers = {} }) => ({
    place: 'Terminal',
    text: [
      `claude mcp add --transport http ${name} ${quoted(url)}`,
      ...headerLines(headers).map((line) => `--header ${quoted(line)}`),
    ].join(' '),
  }),
  claudeDesktop: ({ name, url, headers = {} }) => ({
    place: 'claude_desktop_config.json',
    text: pretty({
      mcpServers: {
        [name]: {
          command: 'npx',
          args: ['-y', 'mcp-remote', url, ...headerLines(headers).flatMap((line) => ['--header', line])],
        },
      },
    }),
  }),
  cursor: ({ name, url, headers }) => {
    const server = { url, ...withHeaders(headers) };
    const config = encodeURIComponent(base64(JSON.stringify(server)));
    return {
      place: '~/.cursor/mcp.json',
      text: pretty({ mcpServers: { [name]: server } }),
      link: `cursor://anysphere.cursor-deeplink/mcp/install?name=${encodeURIComponent(name)}&config=${config}`,
    };
  },
  vscode: ({ name, url, headers }) => {
    const server = { type: 'http', url, ...withHeaders(headers) };
    return {
      place: '.vscode/mcp.json',
      text: pretty({ servers: { [name]: server } }),
      link: `vscode:mcp/install?${encodeURIComponent(JSON.stringify({ name, ...server }))}`,
    };
  },
  windsurf: ({ name, url, headers }) => ({
    place: '~/.codeium/windsurf/mcp_config.json',
    text: pretty({ mcpServers: { [name]: { serverUrl: url, ...withHeaders(headers) } } }),
  }),
  codex: ({ name, url, headers = {} }) => ({
    place: '~/.codex/config.toml',
    text: [
      `[mcp_servers.${JSON.stringify(name)}]`,
      `url = ${JSON.stringify(url)}`,
      ...(Object.keys(headers).length === 0
        ? []
        : [
            `http_headers = { ${Object.entries(headers)
              .map(([key, value]) => `${JSON.stringify(key)} = ${JSON.stringify(value)}`)
              .join(', ')} }`,
          ]),
    ].join('\n'),
  }),
  gemini: ({ name, url, headers }) => ({
    place: '~/.gemini/settings.json',
    text: pretty({ mcpServers: { [name]: { httpUrl: url, ...withHeaders(headers) } } }),
  }),
  json: ({ name, url, headers }) => ({
    place: 'mcp.json',
    text: pretty({ mcpServers: { [name]: { type: 'http', url, ...withHeaders(headers) } } }),
  }),
  curl: ({ url, headers = {} }) => ({
    place: 'Terminal',
    text: [
      `curl ${quoted(url)}`,
      ...headerLines({
        'Content-Type': 'application/json',
        Accept: 'application/json, text/event-stream',
        ...headers,
      }).map((line) => `  -H ${quoted(line)}`),
      `  -d ${quoted(JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' }))}`,
    ].join(' \\\n'),
  }),
};

function headerLines(headers: Readonly<Record<string, string>>): string[] {
  return Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
}

function withHeaders(headers: ServerEntry['headers']): Pick<ServerEntry, 'headers'> {
  return headers === undefined ? {} : { headers };
}

export function clientSettings(client: ClientName, entry: ServerEntry): ClientSettings {
  return WRITERS[client](entry);
}
