import type { CallToolResult } from '@modelcontextprotocol/server';
import type { ServerConfig } from '../config.js';
import type { ToolDefinition } from '../format.js';
import type { ToolData } from '../tool-data.js';

/** What a client sees of a tool. */
export type OfferedTool = Pick<
  ToolDefinition,
  'name' | 'title' | 'description' | 'inputSchema' | 'outputSchema' | 'annotations'
>;

/** An operation, and the arguments that a call has for it: not checked yet. */
export interface OperationCall {
  readonly tool: ToolDefinition;
  readonly arguments: Readonly<Record<string, unknown>>;
}

/** Calls one operation of the API, with every check and hook. */
export interface OperationCaller {
  call(tool: ToolDefinition, args: unknown, signal: AbortSignal): Promise<CallToolResult>;
}

export interface SurfaceCall {
  readonly operations: OperationCaller;
  readonly signal: AbortSignal;
}

/** What a server lists of its API, and what a call of it does. */
export interface ToolSurface {
  /** In list order. */
  readonly tools: readonly OfferedTool[];
  /** What a client tells its model about the server. */
  readonly instructions: string;
  /** The one operation that a call comes down to; undefined where it is none, several, or not known. */
  behind(name: string, args: Readonly<Record<string, unknown>>): OperationCall | undefined;
  /** Any other call of what is listed. What goes wrong is a result with `isError`. */
  call(name: string, args: unknown, call: SurfaceCall): Promise<CallToolResult>;
}

export interface SurfaceOptions {
  readonly data: ToolData;
  readonly config: ServerConfig;
}
