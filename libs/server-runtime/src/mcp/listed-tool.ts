import type { ListToolsResult } from '@modelcontextprotocol/server';
import type { CustomTool } from '../custom.js';
import type { ObjectSchema } from '../format.js';
import type { OfferedTool } from '../modes/tool-surface.js';

export type ListedTool = ListToolsResult['tools'][number];

/** Takes no arguments at all. */
export const NO_ARGUMENTS: ObjectSchema = { type: 'object', properties: {}, additionalProperties: false };

/** A tool as clients see it: without its binding or its code. */
export function listedTool(tool: OfferedTool | CustomTool): ListedTool {
  const { name, title, description, outputSchema, annotations } = tool;
  return {
    name,
    ...(title === undefined ? {} : { title }),
    description,
    inputSchema: tool.inputSchema ?? NO_ARGUMENTS,
    ...(outputSchema === undefined ? {} : { outputSchema }),
    ...(annotations === undefined ? {} : { annotations }),
    ...('icons' in tool ? { icons: tool.icons } : {}),
  } as unknown as ListedTool;
}
