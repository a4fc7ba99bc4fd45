import {
  ProtocolError,
  type GetPromptResult,
  type InputRequiredResult,
  type ListPromptsResult,
} from '@modelcontextprotocol/server';
import type { CallContext, CustomCode, CustomPrompt } from '../custom.js';

const INVALID_PARAMS = -32_602;

type ListedPrompt = ListPromptsResult['prompts'][number];

/** The owner's prompts. */
export class PromptBook {
  readonly listed: readonly ListedPrompt[];
  readonly #byName: ReadonlyMap<string, CustomPrompt>;

  constructor({ prompts = [] }: CustomCode) {
    this.#byName = new Map(prompts.map((prompt) => [prompt.name, prompt]));
    this.listed = prompts.map(listed);
  }

  prompt(name: string): CustomPrompt | undefined {
    return this.#byName.get(name);
  }

  /** @throws ProtocolError -32602 for a prompt that is not there, or an argument that is missing */
  async get(
    name: string,
    args: Readonly<Record<string, string>>,
    context: CallContext,
  ): Promise<GetPromptResult | InputRequiredResult> {
    const prompt = this.prompt(name);
    if (prompt === undefined) throw new ProtocolError(INVALID_PARAMS, `Unknown prompt: ${name}`);
    const missing = prompt.arguments?.find((one) => one.required === true && !Object.hasOwn(args, one.name));
    if (missing !== undefined)
      throw new ProtocolError(INVALID_PARAMS, `The argument ${missing.name} is missing.`);
    const result = await prompt.get(args, context);
    if (typeof result !== 'string') return result;
    return { messages: [{ role: 'user', content: { type: 'text', text: result } }] };
  }
}

function listed({ get: _get, arguments: args, ...look }: CustomPrompt): ListedPrompt {
  return {
    ...look,
    ...(args === undefined
      ? {}
      : { arguments: args.map(({ complete: _complete, ...argument }) => argument) }),
  } as ListedPrompt;
}
