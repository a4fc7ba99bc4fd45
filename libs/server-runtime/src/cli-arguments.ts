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
  if (rest.length > 0) return { kind: 'wrong', reason: `too many arguments: ${rest.join(' ')}` };
  switch (flag) {
    case undefined:
      return env['PORT']
        ? withPort('http', env['PORT'])
        : { kind: 'wrong', reason: 'say --stdio or --http PORT' };
    case '--stdio':
      return value === undefined
        ? { kind: 'stdio' }
        : { kind: 'wrong', reason: `--stdio takes no value: ${value}` };
    case '--http':
      return withPort('http', value ?? env['PORT'] ?? String(DEFAULT_PORT));
    case '--health':
      return withPort('health', value ?? env['PORT'] ?? String(DEFAULT_PORT));
    case '--help':
    case '-h':
      return { kind: 'help' };
    case '--version':
      return { kind: 'version' };
    default:
      return { kind: 'wrong', reason: `unknown argument: ${flag}` };
  }
}

function withPort(kind: 'http' | 'health', text: string): Command {
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port > 65_535) return { kind: 'wrong', reason: `not a port: ${text}` };
  return { kind, port };
}
