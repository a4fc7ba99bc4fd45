import type { ErrorObject, ValidateFunction } from 'ajv/dist/2020.js';
import type { ToolDefinition } from '../format.js';
import { CallError } from '../call-error.js';
import { coerce } from './coerce.js';
import type { SchemaCompiler } from '../schema-compiler.js';
import { explain } from './explain.js';

type Described = Pick<ToolDefinition, 'name' | 'inputSchema'>;
type Values = Record<string, unknown>;
type Awaitable<T> = T | Promise<T>;

/** Arguments that may be sent. */
export interface CheckedArguments {
  readonly values: Readonly<Record<string, unknown>>;
  /** Which of the body's variants is written: the one asked for where the body fits it, else the first that it fits. */
  readonly variant: number;
}

/**
 * Checks arguments against input schemas. A schema is compiled at the first call of its tool, so that
 * a server with a thousand tools starts as fast as one with ten.
 */
export class ArgumentValidator {
  constructor(readonly compiler: SchemaCompiler) {}

  /**
   * @returns The arguments, with what was plainly meant put right
   * @throws CallError that names each wrong argument and its rule
   */
  check(tool: ToolDefinition, given: unknown): Awaitable<CheckedArguments> {
    const values = this.values(tool, given);
    return values instanceof Promise || hasVariants(tool)
      ? this.#withVariant(tool, values)
      : { values, variant: 0 };
  }

  async #withVariant(tool: ToolDefinition, given: Awaitable<Values>): Promise<CheckedArguments> {
    const values = await given;
    return { values, variant: await this.#variantOf(tool, values) };
  }

  /** The same for a tool that is not bound to a request. At once where its schema is compiled. */
  values(tool: Described, given: unknown): Awaitable<Values> {
    const values = coerce(given ?? {}, tool.inputSchema, tool.inputSchema) as Values;
    const check = this.compiler.check(`${tool.name} input`, tool.inputSchema);
    return check instanceof Promise
      ? check.then((compiled) => fitting(values, compiled, tool))
      : fitting(values, check, tool);
  }

  /** The media type asked for, as far as the body fits it: what a body is decides how it can be written. */
  async #variantOf(tool: ToolDefinition, values: Readonly<Record<string, unknown>>): Promise<number> {
    const body = 'body' in tool.binding ? tool.binding.body : undefined;
    if (body === undefined || !hasVariants(tool) || values[body.argument] === undefined) return 0;
    const asked = body.contentTypeArgument === undefined ? undefined : values[body.contentTypeArgument];
    const order = [...body.variants.keys()].toSorted(
      (a, b) =>
        Number(body.variants[b]?.contentType === asked) - Number(body.variants[a]?.contentType === asked),
    );
    for (const index of order) {
      const check = await this.compiler.check(
        `${tool.name} body ${index}`,
        variantSchema(tool, body.argument, index),
      );
      if (check(values[body.argument])) return index;
    }
    return 0;
  }
}

function hasVariants({ binding }: ToolDefinition): boolean {
  return 'body' in binding && (binding.body?.variants.length ?? 0) > 1;
}

/** The alternatives of a body with several media types stand in the order of its variants. */
function variantSchema({ inputSchema }: ToolDefinition, argument: string, index: number): object {
  const { anyOf } = inputSchema.properties[argument] as { anyOf?: readonly object[] };
  return { $defs: inputSchema['$defs'] ?? {}, allOf: [anyOf?.[index] ?? true] };
}

/** @throws CallError */
function fitting(values: Values, check: ValidateFunction, tool: Described): Values {
  if (!check(values)) throw new CallError(describe(check.errors ?? [], tool, values));
  return values;
}

const MAX_LISTED = 8;

function describe(errors: readonly ErrorObject[], tool: Described, args: Record<string, unknown>): string {
  const lines = [...new Set(errors.map((error) => explain(error, tool.inputSchema, args)))].filter(
    (line) => line !== '',
  );
  const listed = lines.slice(0, MAX_LISTED).map((line) => `- ${line}`);
  if (lines.length > MAX_LISTED) listed.push(`- and ${lines.length - MAX_LISTED} more`);
  return `The arguments of ${tool.name} are not valid; nothing was sent.\n${listed.join('\n')}`;
}
