import type { ErrorObject, ValidateFunction } from 'ajv/dist/2020.js';
import type { ToolDefinition } from '../format.js';
import { CallError } from '../call-error.js';
import { coerce } from './coerce.js';
import { explain } from './explain.js';

type Compile = (schema: object) => ValidateFunction;

/**
 * Checks arguments against input schemas. A schema is compiled at the first call of its tool, so that
 * a server with a thousand tools starts as fast as one with ten.
 */
export class ArgumentValidator {
  readonly #checks = new Map<string, ValidateFunction>();
  #compile: Compile | undefined;

  /**
   * @returns The arguments, with what was plainly meant put right
   * @throws CallError that names each wrong argument and its rule
   */
  async check(tool: ToolDefinition, given: unknown): Promise<Record<string, unknown>> {
    const args = coerce(given ?? {}, tool.inputSchema, tool.inputSchema) as Record<string, unknown>;
    const check = this.#checks.get(tool.name) ?? (await this.#compileFor(tool));
    if (check(args)) return args;
    throw new CallError(describe(check.errors ?? [], tool, args));
  }

  async #compileFor(tool: ToolDefinition): Promise<ValidateFunction> {
    this.#compile ??= await loadCompiler();
    const check = this.#compile(tool.inputSchema);
    this.#checks.set(tool.name, check);
    return check;
  }
}

async function loadCompiler(): Promise<Compile> {
  const [{ Ajv2020 }, formats] = await Promise.all([import('ajv/dist/2020.js'), import('ajv-formats')]);
  // Formats beyond those of JSON Schema are hints to a reader, so unknown ones are not an error.
  const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: true, logger: false });
  formats.default.default(ajv, ['date', 'date-time', 'email', 'uuid', 'ipv4', 'ipv6', 'uri']);
  return (schema) => ajv.compile(schema);
}

const MAX_LISTED = 8;

function describe(
  errors: readonly ErrorObject[],
  tool: ToolDefinition,
  args: Record<string, unknown>,
): string {
  const lines = [...new Set(errors.map((error) => explain(error, tool.inputSchema, args)))].filter(
    (line) => line !== '',
  );
  const listed = lines.slice(0, MAX_LISTED).map((line) => `- ${line}`);
  if (lines.length > MAX_LISTED) listed.push(`- and ${lines.length - MAX_LISTED} more`);
  return `The arguments of ${tool.name} are not valid; nothing was sent.\n${listed.join('\n')}`;
}
