import type { ValidateFunction } from 'ajv/dist/2020.js';
import type { ServerConfig } from '../config.js';
import type { ToolDefinition } from '../format.js';

/** Set when the tool declares an output. */
export type OutputCheck = ValidateFunction | undefined;

/** What turning an answer into a result needs to know besides the answer. */
export interface ResultContext {
  readonly config: ServerConfig;
  readonly tool: ToolDefinition;
  readonly outputCheck: OutputCheck;
  /** Replaces secrets in a text. */
  readonly redact: (text: string) => string;
  /** Variables that hold this call's credentials, for a hint. */
  readonly variables: () => readonly string[];
  /** Names the embedded resource of a binary answer. */
  readonly uri: string;
}
