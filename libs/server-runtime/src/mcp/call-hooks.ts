import {
  isInputRequiredResult,
  type CallToolResult,
  type InputRequiredResult,
} from '@modelcontextprotocol/server';
import type { CallChange, CallContext, CustomCode, ToolCall, ToolHooks } from '../custom.js';
import { nearNames } from '../arguments/nearest.js';

const MOST_NAMES_SHOWN = 5;

type Outcome = CallToolResult | InputRequiredResult;

/** How a call goes on: with these arguments, or with no call but an answer. */
export type Prepared = { readonly arguments: ToolCall['arguments'] } | { readonly answer: Outcome };

/** The owner's say in calls: hooks for every tool around those for one. */
export class CallHooks {
  readonly #custom: CustomCode;
  readonly #byTool: ReadonlyMap<string, ToolHooks>;

  /** @throws Error when a hook is for a tool that is not there */
  constructor(custom: CustomCode, toolNames: readonly string[]) {
    this.#custom = custom;
    this.#byTool = new Map(Object.entries(custom.hooks ?? {}));
    const known = new Set(toolNames);
    for (const name of this.#byTool.keys()) if (!known.has(name)) throw unknownTool(name, toolNames);
  }

  /** Whether no tool has a hook of its own. */
  get isEmpty(): boolean {
    return this.#byTool.size === 0;
  }

  /** Whether there is a hook for this very tool. */
  has(name: string): boolean {
    return this.#byTool.has(name);
  }

  /** What the tool is to be called with, or what is answered in its place. */
  async before(given: ToolCall, context: CallContext): Promise<Prepared> {
    let { arguments: args } = given;
    for (const hook of [this.#custom.beforeCall, this.#byTool.get(given.name)?.before]) {
      const change = (await hook?.({ ...given, arguments: args }, context)) ?? { arguments: args };
      const answer = answerOf(change);
      if (answer !== undefined) return { answer };
      ({ arguments: args } = change as Pick<ToolCall, 'arguments'>);
    }
    return { arguments: args };
  }

  replacement(name: string): ToolHooks['replace'] {
    return this.#byTool.get(name)?.replace;
  }

  async after(call: ToolCall, outcome: CallToolResult, context: CallContext): Promise<CallToolResult> {
    let result = outcome;
    for (const hook of [this.#byTool.get(call.name)?.after, this.#custom.afterCall])
      result = (await hook?.(call, result, context)) ?? result;
    return result;
  }
}

/** What a hook gives in the tool's place, if it does. */
function answerOf(change: CallChange | InputRequiredResult): Outcome | undefined {
  if (isInputRequiredResult(change)) return change;
  return 'result' in change ? (change as { result: CallToolResult }).result : undefined;
}

function unknownTool(name: string, known: readonly string[]): Error {
  const near = nearNames(name, known).slice(0, MOST_NAMES_SHOWN);
  const hint = near.length > 0 ? `Did you mean ${quoted(near)}?` : `There are ${known.length} tools.`;
  return new Error(`src/custom has a hook for the tool "${name}", which is not there. ${hint}`);
}

function quoted(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(' or ');
}
