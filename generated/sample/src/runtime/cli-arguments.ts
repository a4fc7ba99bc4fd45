/** What the command line asks for. */
export type Command =
  | { readonly kind: 'stdio' }
  | { readonly kind: 'http'; readonly port: number }
  | { readonly kind: 'health'; readonly port: number }
  | { readonly kind: 'help' }
  | { readonly kind: 'version' }
  | { readonly kind: 'wrong'; readonly reason: string };

export const DEFAULT_PORT = 8080;

export const USAGE = `Usage:
  --stdio         speak MCP over standard input and output
  --http PORT     serve MCP over HTTP at http://127.0.0.1:PORT/mcp (0: any free port)
  --health PORT   ask the server on PORT for its health; exit code 0 or 1
  --version, --help

Settings come from the environment; the README lists them.
`;

/** Exit code 2 goes with `wrong`. Without arguments the PORT variable, where set, means `--http`. */
export function parseArguments(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Command {
  const [flag, value, ...rest] = argv;
  if (rest.length > 0) return wrong(`too many arguments: ${rest.join(' ')}`);
  if (flag === undefined) return withPortVariable(env['PORT']);
  if (flag === '--http' || flag === '--health') {
    return withPort(flag === '--http' ? 'http' : 'health', value ?? (env['PORT'] || String(DEFAULT_PORT)));
  }
  const plain = PLAIN_FLAGS[flag];
  if (plain === undefined) return wrong(`unknown argument: ${flag}`);
  return value === undefined ? { kind: plain } : wrong(`${flag} takes no value: ${value}`);
}

const PLAIN_FLAGS: Readonly<Record<string, 'stdio' | 'help' | 'version'>> = {
  '--stdio': 'stdio',
  '--help': 'help',
  '-h': 'help',
  '--version': 'version',
};

function withPortVariable(port: string | undefined): Command {
  return port ? withPort('http', port) : wrong('say --stdio or --http PORT');
}

function wrong(reason: string): Command {
  return { kind: 'wrong', reason };
}

function withPort(kind: 'http' | 'health', text: string): Command {
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port > 65_535) return wrong(`not a port: ${text}`);
  return { kind, port };
}
