import { ProtocolError, type CompleteRequest, type CompleteResult } from '@modelcontextprotocol/server';
import type { Complete } from '../custom.js';
import type { PromptBook } from './prompt-book.js';
import type { ResourceShelf } from './resource-shelf.js';

const INVALID_PARAMS = -32_602;
/** The most that the specification allows in one answer. */
const MOST_VALUES = 100;

/**
 * Suggests values for an argument of a prompt or a variable of a resource template; nothing where nothing is known.
 *
 * @throws ProtocolError -32602 for a prompt or template that is not there
 */
export async function complete(
  { ref, argument, context }: CompleteRequest['params'],
  prompts: PromptBook,
  shelf: ResourceShelf,
): Promise<CompleteResult> {
  const suggest =
    ref.type === 'ref/prompt'
      ? forPrompt(prompts, ref.name, argument.name)
      : forTemplate(shelf, ref.uri, argument.name);
  const values = [...((await suggest?.(argument.value, context?.arguments ?? {})) ?? [])];
  return {
    completion: {
      values: values.slice(0, MOST_VALUES),
      total: values.length,
      hasMore: values.length > MOST_VALUES,
    },
  };
}

function forPrompt(prompts: PromptBook, name: string, argument: string): Complete | undefined {
  const prompt = prompts.prompt(name);
  if (prompt === undefined) throw new ProtocolError(INVALID_PARAMS, `Unknown prompt: ${name}`);
  return prompt.arguments?.find((candidate) => candidate.name === argument)?.complete;
}

function forTemplate(shelf: ResourceShelf, uri: string, variable: string): Complete | undefined {
  const template = shelf.template(uri);
  if (template === undefined) throw new ProtocolError(INVALID_PARAMS, `Unknown resource template: ${uri}`);
  const { complete } = template;
  return complete !== undefined && Object.hasOwn(complete, variable) ? complete[variable] : undefined;
}
