import type { CallToolResult } from '@modelcontextprotocol/server';
import { ArgumentValidator } from '../../arguments/validator.js';
import { CallError } from '../../call-error.js';
import { failure } from '../../results/to-result.js';
import { SchemaCompiler } from '../../schema-compiler.js';
import { operationsOf } from '../api-summary.js';
import { Catalogue } from '../search/catalogue.js';
import type {
  OfferedTool,
  OperationCaller,
  SurfaceCall,
  SurfaceOptions,
  ToolSurface,
} from '../tool-surface.js';
import { answerRemarks, answerValue, errorOf } from './answer-value.js';
import { ApiNames } from './api-names.js';
import { codeTools, DEFAULT_FOUND } from './code-tools.js';
import type { SandboxOutcome } from './messages.js';
import { Sandbox } from './sandbox.js';
import { signatureOf } from './signature.js';
import { workerFile } from './worker-file.js';

/** Characters of arguments and of the result in a signature: among matches, and where it was asked for by name. */
const LONGEST_TYPE = { found: 500, named: 8_000 };
const MOST_SHOWN_OF_CUT = 2_000;

interface CodeCall {
  readonly name: string;
  /** JSON. */
  readonly args: string;
  readonly signal: AbortSignal;
}

interface SearchArguments {
  readonly query?: string;
  readonly limit?: number;
  readonly names?: readonly string[];
}

/** @throws ConfigError where the sandbox was left out of a bundle */
export function createCodeSurface(options: SurfaceOptions): ToolSurface {
  const { code, maxResultChars } = options.config;
  return new CodeSurface(options, new Sandbox(workerFile(), { ...code, maxOutputChars: maxResultChars }));
}

/** Every operation as a function that code in a sandbox may call. */
export class CodeSurface implements ToolSurface {
  readonly tools: readonly OfferedTool[];
  readonly instructions: string;
  readonly #catalogue: Catalogue;
  readonly #names: ApiNames;
  readonly #validator = new ArgumentValidator(new SchemaCompiler());

  constructor(
    { data }: SurfaceOptions,
    readonly sandbox: Sandbox,
  ) {
    this.tools = codeTools(data);
    this.instructions = `The ${operationsOf(data)}, as functions: find them with search, then write code that calls them and run it with execute.`;
    this.#catalogue = new Catalogue(data);
    this.#names = new ApiNames(data.tools);
  }

  /** Code may call any number of them. */
  behind(): undefined {
    return undefined;
  }

  async call(name: string, given: unknown, call: SurfaceCall): Promise<CallToolResult> {
    try {
      const tool = this.tools.find((offered) => offered.name === name);
      if (tool === undefined) throw new CallError(`There is no tool ${name}.`);
      const args: unknown = await this.#validator.values(tool, given);
      if (tool.name === 'search') return this.#search(args as SearchArguments);
      return await this.#execute((args as { code: string }).code, call);
    } catch (error) {
      if (error instanceof CallError || call.signal.aborted)
        return failure(error instanceof Error ? error.message : 'The call was cancelled.');
      throw error;
    }
  }

  #search({ query, limit = DEFAULT_FOUND, names = [] }: SearchArguments): CallToolResult {
    const named = names.map((name) => {
      const tool = this.#names.get(name.replace(/^api\./, ''));
      return tool === undefined
        ? `// ${this.#catalogue.unknown(name)}`
        : signatureOf(tool, this.#names.callee(tool), LONGEST_TYPE.named);
    });
    const found = query === undefined ? [] : this.#catalogue.find(query, limit);
    const signatures = found.map((tool) => signatureOf(tool, this.#names.callee(tool), LONGEST_TYPE.found));
    const text = [...named, ...signatures].join('\n\n');
    return textResult(
      text === '' ? 'Nothing was found: use other words, or name the thing rather than the goal.' : text,
    );
  }

  async #execute(code: string, { operations, signal }: SurfaceCall): Promise<CallToolResult> {
    const remarks: string[] = [];
    const outcome = await this.sandbox.run(
      code,
      (name, args, ended) => this.#answer({ name, args, signal: ended }, operations, remarks),
      signal,
    );
    const logs = [outcome.logs.trimEnd(), ...remarks].filter((text) => text !== '').join('\n');
    const result = this.#resultOf(outcome);
    return logs === ''
      ? result
      : { ...result, content: [...result.content, { type: 'text', text: `Log:\n${logs}` }] };
  }

  #resultOf(outcome: SandboxOutcome): CallToolResult {
    if (!outcome.ok) return failure(outcome.error);
    const { value, length } = outcome;
    if (value === undefined)
      return textResult(
        'Done. Nothing was returned: end the code with `return` and the value that you want to see.',
      );
    if (value.length === length) return textResult(value);
    return failure(
      `The code ran to its end, but what it returned has ${length} characters, more than the ${value.length} that fit. Return less: filter, map or slice it. It begins:\n${value.slice(0, MOST_SHOWN_OF_CUT)}`,
    );
  }

  /** A call of the API from code: checked, sent and limited like any other. */
  async #answer(
    { name, args, signal }: CodeCall,
    operations: OperationCaller,
    remarks: string[],
  ): Promise<string> {
    const tool = this.#names.get(name);
    if (tool === undefined) return JSON.stringify({ error: this.#catalogue.unknown(name) });
    const result = await operations.call(tool, JSON.parse(args) as unknown, signal);
    if (result.isError === true) return JSON.stringify({ error: errorOf(result) });
    remarks.push(...answerRemarks(result).map((remark) => `${name}: ${remark}`));
    return JSON.stringify({ value: answerValue(result) });
  }
}

function textResult(text: string): CallToolResult {
  return { content: [{ type: 'text', text }] };
}
