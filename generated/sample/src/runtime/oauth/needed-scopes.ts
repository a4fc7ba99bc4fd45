import type { OAuthConfig } from '../config.js';
import { isRecord } from '../request/values.js';

/** What a tool says about the scopes that its calls need. */
export interface ScopedTool {
  readonly isReadOnly: boolean;
  readonly scopes: readonly string[];
}

/** Undefined for a tool that is not there. */
export type ToolLookup = (name: string) => ScopedTool | undefined;

/** The scopes that a request needs besides those of every request; a batch needs those of all its calls. */
export function neededScopes(body: unknown, config: OAuthConfig, toolOf: ToolLookup): string[] {
  const messages: unknown[] = Array.isArray(body) ? body : [body];
  return messages.flatMap((message) => {
    if (!isRecord(message) || message['method'] !== 'tools/call' || !isRecord(message['params'])) return [];
    const tool = toolOf(String(message['params']['name']));
    if (tool === undefined) return [];
    return [...tool.scopes, ...(tool.isReadOnly ? [] : config.writeScopes)];
  });
}
