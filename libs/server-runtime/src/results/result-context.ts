import type { ServerConfig } from '../config.js';

/** What turning an answer into a result needs to know besides the answer. */
export interface ResultContext {
  readonly config: ServerConfig;
  /** Replaces secrets in a text. */
  readonly redact: (text: string) => string;
  /** Variables that hold this call's credentials, for a hint. */
  readonly variables: readonly string[];
  /** Names the embedded resource of a binary answer. */
  readonly uri: string;
}
