import {
  isInputRequiredResult,
  ProtocolError,
  type CallToolRequest,
  type CallToolResult,
  type InputRequiredResult,
} from '@modelcontextprotocol/server';
import { ArgumentValidator } from '../arguments/validator.js';
import type { CallContext, CustomCode, CustomTool, ToolCall } from '../custom.js';
import type { ToolDefinition } from '../format.js';
import type { Log } from '../log.js';
import type { ScopedTool } from '../oauth/needed-scopes.js';
import { failure } from '../results/to-result.js';
import { SchemaCompiler } from '../schema-compiler.js';
import type { ToolCaller } from '../tool-caller.js';
import { CallHooks } from './call-hooks.js';
import { askedBefore, askToConfirm, needsConfirmation, refusal } from './confirmation.js';
import { listedTool, NO_ARGUMENTS, type ListedTool } from './listed-tool.js';
import { withHeartbeat } from './progress.js';

const INVALID_PARAMS = -32_602;

type Outcome = CallToolResult | InputRequiredResult;

export interface ToolBoxOptions {
  readonly tools: readonly ToolDefinition[];
  readonly custom: CustomCode;
  readonly caller: ToolCaller;
  readonly log: Log;
}

/** Every tool of a server, generated and own, and the way of a call through the owner's hooks. */
export class ToolBox {
  readonly #generated: ReadonlyMap<string, ToolDefinition>;
  readonly #custom: ReadonlyMap<string, CustomTool>;
  readonly #validator = new ArgumentValidator(new SchemaCompiler());
  readonly #hooks: CallHooks;
  #plain: ReadonlySet<string> | undefined;

  /** @throws Error when the owner's code names a tool that is not there */
  constructor(readonly options: ToolBoxOptions) {
    this.#custom = new Map((options.custom.tools ?? []).map((tool) => [tool.name, tool]));
    this.#generated = new Map(options.tools.map((tool) => [tool.name, tool]));
    this.#hooks = new CallHooks(options.custom, [...this.#generated.keys(), ...this.#custom.keys()]);
  }

  /** In the order of the description, own tools last. */
  listed(): ListedTool[] {
    const kept = [...this.#generated.values()].filter(({ name }) => !this.#custom.has(name));
    return [...kept, ...this.#custom.values()].map(listedTool);
  }

  /** Undefined for a tool that is not there. */
  scoped(name: string): ScopedTool | undefined {
    const own = this.#custom.get(name);
    const tool = own ?? this.#generated.get(name);
    if (tool === undefined) return undefined;
    return { isReadOnly: tool.annotations?.readOnlyHint === true, scopes: own?.scopes ?? [] };
  }

  /** Whether a call of the tool needs only its arguments: no hook or own code that looks at what is around it. */
  isPlain(name: string): boolean {
    this.#plain ??= new Set(this.#plainNames());
    return this.#plain.has(name);
  }

  #plainNames(): string[] {
    const { custom, caller } = this.options;
    if (custom.beforeCall !== undefined || custom.afterCall !== undefined) return [];
    if (caller.config.confirmDestructive) return [];
    const own = [...this.#custom.values()].filter(
      ({ call, inputSchema }) =>
        call.length < 2 && !JSON.stringify(inputSchema ?? {}).includes('x-mcp-header'),
    );
    const generated = [...this.#generated.keys()].filter((name) => !this.#custom.has(name));
    return [...generated, ...own.map(({ name }) => name)].filter((name) => !this.#hooks.has(name));
  }

  /** @throws ProtocolError -32602 for a tool that is not there */
  async call({ params }: CallToolRequest, context: CallContext): Promise<Outcome> {
    const given = this.#describe(params.name, params.arguments ?? {});
    try {
      const outcome = await this.#throughHooks(given, context);
      await context.log('debug', {
        tool: given.name,
        isError: 'isError' in outcome && outcome.isError === true,
      });
      return outcome;
    } catch (error) {
      if (error instanceof ProtocolError) throw error;
      const reason = error instanceof Error ? error.message : String(error);
      this.options.log.warn('custom code failed', { tool: given.name, reason });
      return failure(reason);
    }
  }

  /** Makes the call itself, past the hooks. */
  async run(call: Pick<ToolCall, 'name' | 'arguments'>, context: CallContext): Promise<Outcome> {
    const own = this.#custom.get(call.name);
    if (own !== undefined) return this.#runCustom(own, call.arguments, context);
    const tool = this.#generated.get(call.name);
    if (tool === undefined) throw unknownTool(call.name);
    return withHeartbeat(context.sdk, () => this.options.caller.call(tool, call.arguments, context.signal));
  }

  async #throughHooks(given: ToolCall, context: CallContext): Promise<Outcome> {
    const mustConfirm = this.options.caller.config.confirmDestructive && needsConfirmation(given);
    const confirmed = mustConfirm ? askedBefore(given, context) : undefined;
    if (confirmed !== undefined)
      return refusal(context) ?? this.#runAndTell({ ...given, arguments: confirmed }, context);
    const prepared = await this.#hooks.before(given, context);
    if ('answer' in prepared) return prepared.answer;
    const { arguments: args } = prepared;
    if (mustConfirm) return askToConfirm(given, args, context);
    return this.#runAndTell({ ...given, arguments: args }, context);
  }

  async #runAndTell(call: ToolCall, context: CallContext): Promise<Outcome> {
    const outcome = await this.#runOrReplace(call, context);
    return isInputRequiredResult(outcome) ? outcome : this.#hooks.after(call, outcome, context);
  }

  async #runOrReplace(call: ToolCall, context: CallContext): Promise<Outcome> {
    const replace = this.#hooks.replacement(call.name);
    if (replace === undefined) return this.run(call, context);
    const tool = this.#tool(call.name);
    const outcome = await this.#runCustom({ ...tool, call: replace }, call.arguments, context);
    // Clients refuse such a result with words that do not lead to the cause.
    if (tool.outputSchema !== undefined && isUnstructured(outcome))
      throw new Error(
        `The hook in the place of ${call.name} has to give structuredContent: its outputSchema says so.`,
      );
    return outcome;
  }

  async #runCustom(
    tool: Pick<CustomTool, 'name' | 'inputSchema' | 'call'>,
    args: ToolCall['arguments'],
    context: CallContext,
  ): Promise<Outcome> {
    const { name, inputSchema = NO_ARGUMENTS } = tool;
    const outcome = await tool.call(await this.#validator.values({ name, inputSchema }, args), context);
    return typeof outcome === 'string' ? { content: [{ type: 'text', text: outcome }] } : outcome;
  }

  #describe(name: string, args: ToolCall['arguments']): ToolCall {
    const { annotations = {} } = this.#tool(name);
    return { name, arguments: args, isCustom: this.#custom.has(name), annotations };
  }

  /** @throws ProtocolError -32602 for a tool that is not there */
  #tool(name: string): ToolDefinition | CustomTool {
    const tool = this.#custom.get(name) ?? this.#generated.get(name);
    if (tool === undefined) throw unknownTool(name);
    return tool;
  }
}

function isUnstructured(outcome: Outcome): boolean {
  if (isInputRequiredResult(outcome) || outcome.isError === true) return false;
  return outcome.structuredContent === undefined;
}

function unknownTool(name: string): ProtocolError {
  return new ProtocolError(INVALID_PARAMS, `Unknown tool: ${name}`);
}
