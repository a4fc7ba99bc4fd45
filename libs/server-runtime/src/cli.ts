import { parseArguments, USAGE, type Command } from './cli-arguments.js';
import type { CustomCode } from './custom.js';
import { probeHealth } from './health-probe.js';

export interface CliOptions {
  /** Folder with `server.json` and `tools/`. */
  readonly dataDir: string;
  /** Loads the owner's code: once, before anything is read from the environment. */
  readonly loadCustom: () => Promise<{ readonly default?: CustomCode }>;
}

const STOP_GRACE_MS = 5_000;

/**
 * The server's command line. Exit codes: 0 done, 1 could not start (or unhealthy), 2 wrong arguments.
 * What a command does not need is not loaded, so that a health check costs little.
 */
export async function runCli(argv: readonly string[], options: CliOptions): Promise<void> {
  const command = parseArguments(argv, process.env);
  try {
    await runCommand(command, options);
  } catch (error) {
    process.stderr.write(`${startError(error)}\n`);
    process.exitCode = 1;
  }
}

async function runCommand(command: Command, options: CliOptions): Promise<void> {
  switch (command.kind) {
    case 'help':
      process.stdout.write(USAGE);
      return;
    case 'version': {
      const { loadToolData } = await import('./tool-data.js');
      process.stdout.write(`${loadToolData(options.dataDir).manifest.version}\n`);
      return;
    }
    case 'wrong':
      process.stderr.write(`${command.reason}\n\n${USAGE}`);
      process.exitCode = 2;
      return;
    case 'health':
      process.exitCode = (await probeHealth(command.port)) ? 0 : 1;
      return;
    default:
      return serve(command, options);
  }
}

async function serve(
  command: Extract<Command, { kind: 'stdio' | 'http' }>,
  { dataDir, loadCustom }: CliOptions,
): Promise<void> {
  const { default: custom } = await loadCustom();
  const [{ loadToolData }, { serveHttp, serveStandardStreams }] = await Promise.all([
    import('./tool-data.js'),
    import('./serve.js'),
  ]);
  const data = loadToolData(dataDir);
  if (command.kind === 'stdio') {
    const server = await serveStandardStreams(data, process.env, custom);
    stopOnSignal(() => server.close());
    process.stdin.once('end', () => void stop(() => server.close()));
    return;
  }
  const secrets = await handedSecrets();
  const server = await serveHttp(data, { ...process.env, ...secrets }, command.port, custom);
  stopOnSignal(() => server.close());
  await watchParent(() => server.close());
}

/** With `SECRETS_FROM_STDIN=1`. */
async function handedSecrets(): Promise<Record<string, string>> {
  if (process.env['SECRETS_FROM_STDIN'] !== '1') return {};
  const { readSecrets } = await import('./stdin-secrets.js');
  return readSecrets(process.stdin);
}

/** With `EXIT_WITH_STDIN=1` a server does not outlive whoever holds its standard input. */
async function watchParent(close: () => Promise<void>): Promise<void> {
  if (process.env['EXIT_WITH_STDIN'] !== '1') return;
  const { onInputEnd } = await import('./stdin-secrets.js');
  onInputEnd(process.stdin, () => void stop(close));
}

function stopOnSignal(close: () => Promise<void>): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop(close));
}

/** Ends in bounded time, whatever hangs. */
async function stop(close: () => Promise<void>): Promise<void> {
  setTimeout(() => process.exit(1), STOP_GRACE_MS).unref();
  await close();
  process.exit(0);
}

function startError(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE') return 'The port is in use. End what listens on it, or choose another.';
  return `The server cannot start: ${error instanceof Error ? error.message : String(error)}`;
}
