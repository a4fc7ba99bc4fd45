import type { ToolDefinition } from '../../format.js';
import type { ToolData } from '../../tool-data.js';
import { OperationIndex } from './operation-index.js';

const MOST_NEAR = 5;

/** The operations by name and by what they do. The index is made at the first look-up. */
export class Catalogue {
  readonly #byName: ReadonlyMap<string, ToolDefinition>;
  #index: OperationIndex | undefined;

  constructor(readonly data: ToolData) {
    this.#byName = new Map(data.tools.map((tool) => [tool.name, tool]));
  }

  get(name: string): ToolDefinition | undefined {
    return this.#byName.get(name);
  }

  find(request: string, limit: number): ToolDefinition[] {
    return this.#searched.find(request, limit);
  }

  /** Says that there is no such operation, and which there are of a like name. */
  unknown(name: string): string {
    const near = this.#searched.near(name, MOST_NEAR);
    const hint = near.length > 0 ? ` Did you mean: ${near.join(', ')}?` : ' Find names with search.';
    return `There is no operation ${JSON.stringify(name.slice(0, 100))}; nothing was sent.${hint}`;
  }

  get #searched(): OperationIndex {
    return (this.#index ??= new OperationIndex(this.data.tools, this.data.tags));
  }
}

const MOST_SUMMARY = 160;

/** The first sentence of what an operation does. */
export function summaryOf({ description }: ToolDefinition): string {
  const [line = ''] = description.split('\n', 1);
  // What goes on in lower case is no new sentence: `an owner (ie. a user)`.
  const sentence = /^.+?[.!?](?=\s+[^\s\p{Ll}]|\s*$)/u.exec(line)?.[0] ?? line;
  return sentence.length > MOST_SUMMARY ? `${sentence.slice(0, MOST_SUMMARY - 1)}…` : sentence;
}
