import { Command, InvalidArgumentError, Option } from 'commander';
import { AppError } from '#lib/diagnostics';
import type { ToolMode } from '#lib/server-runtime';
import type { License } from '#lib/server-project';
import { withCustomizeOptions } from './customize-options.js';
import { EXIT_CODES, USAGE_EXIT } from './exit-codes.js';
import type { GenerateOptions } from './generate.js';
import type { SpecOptions } from './read-tools.js';
import { diagnosticsText } from './report.js';
import type { RunOptions } from './run.js';
import { toEndpoint, withHeader, withScalar } from './spec-options.js';
import { printable, styled } from './terminal.js';

const VERSION = '0.1.0';
const SPEC = 'a file, a folder, or a URL of a description or a GraphQL endpoint';
const LICENSES: License[] = ['MIT', 'Apache-2.0', 'BSD-3-Clause', 'ISC', 'UNLICENSED'];
const EXIT_TEXT = `
Exit codes: 0 done, 1 a fault of Toolwright, 2 wrong arguments, 3 the description cannot be used or had,
4 the output folder or port is taken, 6 the description is too large, 7 something it needs is not there.`;

/** The command line. Each command loads what it needs when it is called. */
export async function main(argv: readonly string[]): Promise<void> {
  try {
    await program().parseAsync([...argv]);
  } catch (error) {
    process.exitCode = fail(error);
  }
}

function program(): Command {
  const toolwright = new Command('toolwright')
    .description('Turns API descriptions into MCP servers.')
    .version(VERSION)
    .addHelpText('after', EXIT_TEXT)
    .exitOverride((error) => {
      process.exit(error.exitCode === 0 ? 0 : USAGE_EXIT);
    });
  addInspect(toolwright);
  addGenerate(toolwright);
  addRun(toolwright);
  addTemplates(toolwright);
  return toolwright;
}

function addInspect(toolwright: Command): void {
  withSpecOptions(
    toolwright
      .command('inspect')
      .description('Show tools, tokens and findings of a description')
      .argument('<spec>', SPEC),
  )
    .option('--json', 'as JSON')
    .action(async (spec: string, options: SpecOptions & { json?: boolean }) =>
      (await import('./inspect.js')).inspect(spec, options),
    );
}

function addGenerate(toolwright: Command): void {
  withSpecOptions(
    toolwright
      .command('generate')
      .description("Write a server's project to a folder")
      .argument('<spec>', SPEC),
  )
    .requiredOption('--out <dir>', 'a new or empty folder, or a project to generate anew')
    .option('--template <template>', 'a built-in template (see `templates`), or a folder')
    .option('--dry-run', 'show what would change, and change nothing')
    .option('--write-new', 'write what you edited, and would change, beside your file as <file>.new')
    .option('--json', 'as JSON')
    .option('--with-description', 'the server offers the description to its clients as a resource')
    .addOption(modeOption())
    .addOption(new Option('--license <spdx>', 'for package.json and LICENSE').choices(LICENSES))
    .action(async (spec: string, options: GenerateOptions) =>
      (await import('./generate.js')).generate(spec, options),
    );
}

function addRun(toolwright: Command): void {
  withSpecOptions(
    toolwright
      .command('run')
      .description('Serve a description at once, over standard streams or HTTP')
      .argument('<spec>', SPEC),
  )
    .addOption(
      new Option('--stdio', 'speak MCP over standard input and output (the default)').conflicts('http'),
    )
    .addOption(
      new Option('--http <port>', 'serve at http://127.0.0.1:<port>/mcp; 0 takes any free port').argParser(
        toPort,
      ),
    )
    .addOption(modeOption().default('tools'))
    .action(async (spec: string, options: RunOptions) => (await import('./run.js')).run(spec, options));
}

function addTemplates(toolwright: Command): void {
  toolwright
    .command('templates')
    .description('List the built-in templates')
    .option('--json', 'as JSON')
    .action(async (options: { json?: boolean }) =>
      (await import('./template-option.js')).listTemplates(options),
    );
}

/** What every command takes besides the description. */
function withSpecOptions(command: Command): Command {
  return withCustomizeOptions(command)
    .option('--endpoint <url>', "the API's address", toEndpoint)
    .option('--header <name:value>', 'sent when a GraphQL endpoint is asked for its schema', withHeader)
    .option('--api-key-header <name>', 'header of the API key (GraphQL)')
    .option('--scalar <name=type>', 'type or format of a custom scalar (GraphQL)', withScalar);
}

/** The names stand here too, so that `--help` loads nothing. */
function modeOption(): Option {
  const modes: ToolMode[] = ['tools', 'search', 'code'];
  return new Option('--mode <mode>', 'how clients reach the operations').choices(modes);
}

function toPort(text: string): number {
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port > 65_535)
    throw new InvalidArgumentError('A port is a number from 0 to 65535.');
  return port;
}

/** Tells what went wrong, where and what to do. @returns the exit code */
function fail(error: unknown): number {
  const known = asAppError(error);
  if (known === undefined) {
    const text =
      error instanceof Error
        ? ((process.env['DEBUG'] ? error.stack : undefined) ?? error.message)
        : String(error);
    process.stderr.write(`${styled('red', 'error', process.stderr)} ${text}\n`);
    return EXIT_CODES.internal;
  }
  const { title, fix, category } = known.entry;
  const headline = `${styled('red', 'error', process.stderr)} ${known.code}: ${title}`;
  // Diagnostics say the same with their places.
  const detail =
    known.diagnostics.length > 0 ? diagnosticsText(known.diagnostics) : `    ${printable(known.detail)}`;
  const lines = [headline, detail];
  lines.push(`    ${fix}`);
  process.stderr.write(`${lines.join('\n')}\n`);
  return EXIT_CODES[category];
}

function asAppError(error: unknown): AppError | undefined {
  if (error instanceof AppError) return error;
  const { code, name, message } = error as { code?: string; name?: string; message?: string };
  if (code === 'EADDRINUSE') return new AppError('port-taken', { detail: message ?? '' });
  return name === 'ConfigError'
    ? new AppError('configuration-invalid', { detail: message ?? '' })
    : undefined;
}
