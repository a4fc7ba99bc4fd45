import { createHash } from 'node:crypto';
import { inputRequired, type CallToolResult, type InputRequiredResult } from '@modelcontextprotocol/server';
import type { CallContext, ToolCall } from '../custom.js';
import { failure } from '../results/to-result.js';

const KEY = 'confirm';

/** Carried, signed, from the question to the answer. */
interface Asked {
  /** Of the arguments as the client gave them: a yes counts for these alone. */
  readonly digest: string;
  /** As `beforeCall` left them. */
  readonly arguments: Readonly<Record<string, unknown>>;
}

/** Only what may destroy is asked about; what says nothing about itself is taken to. */
export function needsConfirmation({ annotations }: ToolCall): boolean {
  return annotations.readOnlyHint !== true && annotations.destructiveHint !== false;
}

/** The arguments of a call that was asked about in the round before and is answered now; undefined in every other. */
export function askedBefore(call: ToolCall, context: CallContext): ToolCall['arguments'] | undefined {
  const asked = context.state<Asked>();
  if (asked?.digest !== digestOf(call) || context.answer(KEY).kind !== 'elicit') return undefined;
  return asked.arguments;
}

/** Undefined for a yes, else what the client gets in the call's place. */
export function refusal(context: CallContext): CallToolResult | undefined {
  const answer = context.answer(KEY);
  if (answer.kind === 'elicit' && answer.action === 'accept' && answer.content?.[KEY] === true)
    return undefined;
  return failure('The call was not confirmed, and nothing was sent. Do not repeat it unasked.');
}

/** @param given The call as the client made it; `args` may differ from its own */
export async function askToConfirm(
  given: ToolCall,
  args: ToolCall['arguments'],
  context: CallContext,
): Promise<CallToolResult | InputRequiredResult> {
  if (!canBeAsked(context)) {
    return failure(
      `${given.name} changes or deletes data and needs a person's yes (CONFIRM_DESTRUCTIVE), which this client cannot ask for; nothing was sent.`,
    );
  }
  const question = inputRequired.elicit({
    message: `Call ${given.name} with ${JSON.stringify(args).slice(0, 1_000)}?`,
    requestedSchema: {
      type: 'object',
      properties: { [KEY]: { type: 'boolean', title: 'Yes, go on', description: 'It may not be undone.' } },
      required: [KEY],
    },
  });
  return context.ask({ [KEY]: question }, { digest: digestOf(given), arguments: args } satisfies Asked);
}

/** A bare `elicitation: {}` means forms. */
function canBeAsked({ clientCapabilities: { elicitation } }: CallContext): boolean {
  return elicitation !== undefined && (elicitation.form !== undefined || elicitation.url === undefined);
}

function digestOf({ name, arguments: args }: ToolCall): string {
  return createHash('sha256')
    .update(JSON.stringify([name, args]))
    .digest('base64url');
}
