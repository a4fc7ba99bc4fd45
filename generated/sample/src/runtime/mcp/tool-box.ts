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
import type { OfferedTool, OperationCaller, ToolSurface } from '../modes/tool-surface.js';
import type { ScopedTool } from '../oauth/needed-scopes.js';
import { failure } from '../results/to-result.js';
import { SchemaCompiler } from '../schema-compiler.js';
import type { CallerSide, ToolCaller } from '../tool-caller.js';
import { CallHooks } from './call-hooks.js';
import { askedBefore, askToConfirm, needsConfirmation, refusal } from './confirmation.js';
import { NO_ARGUMENTS } from './listed-tool.js';
import type { PlainRequest } from './plain-request.js';
import { recordOf } from './exchange-records.js';
import { TELL_NOBODY, withHeartbeat, type Tell } from './progress.js';

const INVALID_PARAMS = -32_602;

type Outcome = CallToolResult | InputRequiredResult;

export interface ToolBoxOptions {
  readonly tools: readonly ToolDefinition[];
  readonly surface: ToolSurface;
  readonly custom: CustomCode;
  readonly caller: ToolCaller;
  readonly log: Log;
}

/** A call, and what makes it once the hooks have let it through. */
interface Target {
  readonly given: ToolCall;
  make(args: ToolCall['arguments'], context: CallContext): Promise<Outcome>;
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

  /** Undefined for a tool that is not there. */
  scoped(name: string): ScopedTool | undefined {
    const own = this.#custom.get(name);
    const tool = own ?? this.#offered(name);
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
    // A listed tool that is not an operation itself may lead to one with a hook.
    const offered = this.options.surface.tools.filter(
      (tool) =>
        !this.#custom.has(tool.name) && (this.#hooks.isEmpty || this.#generated.get(tool.name) === tool),
    );
    return [...offered, ...own].map(({ name }) => name).filter((name) => !this.#hooks.has(name));
  }

  /** @throws ProtocolError -32602 for a tool that is not there */
  async call({ params }: CallToolRequest, context: CallContext): Promise<Outcome> {
    const target = this.#targetOf(params.name, params.arguments ?? {});
    const { given } = target;
    try {
      const outcome = await this.#throughHooks(target, context);
      await context.log('debug', {
        tool: given.name,
        isError: 'isError' in outcome && outcome.isError === true,
      });
      return outcome;
    } catch (error) {
      return this.#failed(given.name, error);
    }
  }

  /** The same for a tool that {@link isPlain}, and a client that wants no logs: nothing stands around the call. */
  async callPlainly(
    { name, arguments: args }: Pick<ToolCall, 'name' | 'arguments'>,
    request: PlainRequest,
    context: CallContext,
  ): Promise<Outcome> {
    const own = this.#custom.get(name);
    const behind = own === undefined ? this.options.surface.behind(name, args) : undefined;
    try {
      if (own !== undefined) return await this.#runCustom(own, args, context);
      if (behind === undefined) return await this.#targetOf(name, args).make(args, context);
      const caller = { signal: request.connection, tell: TELL_NOBODY };
      return await this.options.caller.call(behind.tool, behind.arguments, caller);
    } catch (error) {
      return this.#failed(name, error);
    }
  }

  #failed(tool: string, error: unknown): Outcome {
    if (error instanceof ProtocolError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    this.options.log.warn('custom code failed', { tool, reason });
    return failure(reason);
  }

  /** Makes the call itself, past the hooks. */
  async run(call: Pick<ToolCall, 'name' | 'arguments'>, context: CallContext): Promise<Outcome> {
    const own = this.#custom.get(call.name);
    if (own !== undefined) return this.#runCustom(own, call.arguments, context);
    const tool = this.#generated.get(call.name);
    if (tool === undefined) throw unknownTool(call.name);
    return withHeartbeat(context.sdk, (tell) =>
      this.options.caller.call(tool, call.arguments, callerSide(context, tell)),
    );
  }

  async #throughHooks(target: Target, context: CallContext): Promise<Outcome> {
    const { given } = target;
    const mustConfirm = this.options.caller.config.confirmDestructive && needsConfirmation(given);
    const confirmed = mustConfirm ? askedBefore(given, context) : undefined;
    if (confirmed !== undefined) return refusal(context) ?? this.#makeAndTell(target, confirmed, context);
    const prepared = await this.#hooks.before(given, context);
    if ('answer' in prepared) return prepared.answer;
    if (mustConfirm) return askToConfirm(given, prepared.arguments, context);
    return this.#makeAndTell(target, prepared.arguments, context);
  }

  async #makeAndTell(target: Target, args: ToolCall['arguments'], context: CallContext): Promise<Outcome> {
    const call = { ...target.given, arguments: args };
    const replace = this.#hooks.replacement(call.name);
    const outcome = await (replace === undefined
      ? target.make(args, context)
      : this.#replaced(replace, call, context));
    return isInputRequiredResult(outcome) ? outcome : this.#hooks.after(call, outcome, context);
  }

  async #replaced(replace: CustomTool['call'], call: ToolCall, context: CallContext): Promise<Outcome> {
    const tool = this.#custom.get(call.name) ?? this.#generated.get(call.name);
    if (tool === undefined) throw unknownTool(call.name);
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
    const checked = this.#validator.values({ name, inputSchema }, args);
    const outcome = await tool.call(checked instanceof Promise ? await checked : checked, context);
    return typeof outcome === 'string' ? { content: [{ type: 'text', text: outcome }] } : outcome;
  }

  #targetOf(name: string, args: ToolCall['arguments']): Target {
    const own = this.#custom.get(name);
    if (own !== undefined)
      return {
        given: { name, arguments: args, isCustom: true, annotations: own.annotations ?? {} },
        make: (given, context) => this.#runCustom(own, given, context),
      };
    const { surface } = this.options;
    const behind = surface.behind(name, args);
    if (behind !== undefined) return this.#operation(behind.tool, behind.arguments);
    const offered = this.#offered(name);
    if (offered === undefined) throw unknownTool(name);
    return {
      given: { name, arguments: args, isCustom: false, annotations: offered.annotations },
      make: (given, context) =>
        withHeartbeat(context.sdk, () =>
          surface.call(name, given, { operations: this.#operationsFor(context), signal: context.signal }),
        ),
    };
  }

  /** What hooks and questions are about is the operation, however it was reached. */
  #operation(tool: ToolDefinition, args: ToolCall['arguments']): Target {
    const { name, annotations } = tool;
    return {
      given: { name, arguments: args, isCustom: false, annotations },
      make: (given, context) =>
        withHeartbeat(context.sdk, (tell) =>
          this.options.caller.call(tool, given, callerSide(context, tell)),
        ),
    };
  }

  /** Calls within a call pass the hooks too; whether to go on was asked of a person for the whole. */
  #operationsFor(outer: CallContext): OperationCaller {
    return {
      call: async (tool, args, signal) => {
        const context = { ...outer, signal };
        const target = this.#operation(tool, args as ToolCall['arguments']);
        const prepared = await this.#hooks.before(target.given, context);
        const outcome =
          'answer' in prepared
            ? prepared.answer
            : await this.#makeAndTell(target, prepared.arguments, context);
        return isInputRequiredResult(outcome) ? failure(ASKS_WITHIN) : outcome;
      },
    };
  }

  #offered(name: string): OfferedTool | undefined {
    return this.options.surface.tools.find((tool) => tool.name === name);
  }
}

function callerSide(context: CallContext, tell: Tell): CallerSide {
  return { signal: context.signal, tell, record: recordOf(context.sdk) };
}

const ASKS_WITHIN =
  'This operation asks the person at the client first, which cannot be done from within another call.';

function isUnstructured(outcome: Outcome): boolean {
  if (isInputRequiredResult(outcome) || outcome.isError === true) return false;
  return outcome.structuredContent === undefined;
}

function unknownTool(name: string): ProtocolError {
  return new ProtocolError(INVALID_PARAMS, `Unknown tool: ${name}`);
}
