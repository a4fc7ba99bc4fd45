import type { CallToolResult } from '@modelcontextprotocol/server';
import { ArgumentValidator } from '../../arguments/validator.js';
import { CallError } from '../../call-error.js';
import type { ToolDefinition } from '../../format.js';
import { isRecord } from '../../request/values.js';
import { failure } from '../../results/to-result.js';
import { SchemaCompiler } from '../../schema-compiler.js';
import { operationsOf } from '../api-summary.js';
import type {
  OfferedTool,
  OperationCall,
  SurfaceCall,
  SurfaceOptions,
  ToolSurface,
} from '../tool-surface.js';
import { Catalogue, summaryOf } from './catalogue.js';
import { DEFAULT_LIMIT, searchTools } from './search-tools.js';

interface SearchArguments {
  readonly query: string;
  readonly limit?: number;
}

interface CallArguments {
  readonly name: string;
  readonly arguments?: object;
}

/** Every operation behind three tools: a list that costs the same for ten operations and for ten thousand. */
export class SearchSurface implements ToolSurface {
  readonly tools: readonly OfferedTool[];
  readonly instructions: string;
  readonly #catalogue: Catalogue;
  readonly #validator = new ArgumentValidator(new SchemaCompiler());

  constructor({ data }: SurfaceOptions) {
    this.tools = searchTools(data);
    this.instructions = `The ${operationsOf(data)}: find with search, read the input schema with describe, then call. A result with isError says what to correct.`;
    this.#catalogue = new Catalogue(data);
  }

  behind(name: string, args: Readonly<Record<string, unknown>>): OperationCall | undefined {
    const { name: asked, arguments: given = {}, ...more } = args;
    if (name !== 'call' || typeof asked !== 'string' || !isRecord(given)) return undefined;
    const tool = Object.keys(more).length === 0 ? this.#catalogue.get(asked) : undefined;
    return tool === undefined ? undefined : { tool, arguments: given };
  }

  async call(name: string, given: unknown, call: SurfaceCall): Promise<CallToolResult> {
    try {
      const tool = this.tools.find((offered) => offered.name === name);
      if (tool === undefined) throw new CallError(`There is no tool ${name}.`);
      const args: unknown = await this.#validator.values(tool, given);
      if (tool.name === 'search') return this.#search(args as SearchArguments);
      if (tool.name === 'describe') return this.#describe((args as { names: readonly string[] }).names);
      return await this.#call(args as CallArguments, call);
    } catch (error) {
      if (error instanceof CallError) return failure(error.message);
      throw error;
    }
  }

  #search({ query, limit = DEFAULT_LIMIT }: SearchArguments): CallToolResult {
    const found = this.#catalogue.find(query, limit);
    if (found.length === 0)
      return textResult('Nothing was found: use other words, or name the thing rather than the goal.');
    return textResult(JSON.stringify(found.map(briefOf)));
  }

  #describe(names: readonly string[]): CallToolResult {
    const described = names.map((name) => {
      const tool = this.#catalogue.get(name);
      return tool === undefined ? { name, error: this.#catalogue.unknown(name) } : fullOf(tool);
    });
    const isError = described.every((one) => 'error' in one);
    return { ...textResult(JSON.stringify(described)), ...(isError ? { isError } : {}) };
  }

  #call(
    { name, arguments: args }: CallArguments,
    { operations, signal }: SurfaceCall,
  ): Promise<CallToolResult> {
    const tool = this.#catalogue.get(name);
    if (tool === undefined) throw new CallError(this.#catalogue.unknown(name));
    return operations.call(tool, args ?? {}, signal);
  }
}

function briefOf(tool: ToolDefinition): object {
  const { name, title, operation, inputSchema } = tool;
  const summary = summaryOf(tool);
  const isSame = summary.replace(/\.$/, '') === title;
  return {
    name,
    ...(title === undefined ? {} : { title }),
    operation,
    ...(isSame ? {} : { summary }),
    required: inputSchema.required ?? [],
  };
}

function fullOf({ name, title, description, operation, inputSchema, annotations }: ToolDefinition): object {
  return {
    name,
    ...(title === undefined ? {} : { title }),
    description,
    operation,
    inputSchema,
    annotations,
  };
}

function textResult(text: string): CallToolResult {
  return { content: [{ type: 'text', text }] };
}
