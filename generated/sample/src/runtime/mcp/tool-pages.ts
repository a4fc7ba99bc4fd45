import { ProtocolError, type ListToolsResult } from '@modelcontextprotocol/server';
import type { ToolDefinition } from '../format.js';

/** Clients and proxies refuse messages of some megabytes; a page stays well below. */
const PAGE_CHARS = 900_000;
const INVALID_PARAMS = -32_602;

type ListedTool = ListToolsResult['tools'][number];

/** The tool list, cut once into pages that are the same for every caller. */
export class ToolPages {
  readonly #pages: ListedTool[][];

  constructor(tools: readonly ToolDefinition[]) {
    this.#pages = paginate(tools.map(listed));
  }

  /** @throws ProtocolError -32602 for a cursor that this server did not give out */
  page(cursor: string | undefined): { tools: ListedTool[]; nextCursor?: string } {
    const index = cursor === undefined ? 0 : Number(/^page-(\d{1,6})$/.exec(cursor)?.[1] ?? Number.NaN);
    const tools = this.#pages[index];
    if (tools === undefined)
      throw new ProtocolError(INVALID_PARAMS, 'Unknown cursor: list the tools from the start.');
    return index + 1 < this.#pages.length ? { tools, nextCursor: `page-${index + 1}` } : { tools };
  }
}

function listed({
  name,
  title,
  description,
  inputSchema,
  outputSchema,
  annotations,
}: ToolDefinition): ListedTool {
  return {
    name,
    ...(title === undefined ? {} : { title }),
    description,
    inputSchema,
    ...(outputSchema === undefined ? {} : { outputSchema }),
    annotations,
  } as unknown as ListedTool;
}

function paginate(tools: readonly ListedTool[]): ListedTool[][] {
  const pages: ListedTool[][] = [[]];
  let size = 0;
  for (const tool of tools) {
    const chars = JSON.stringify(tool).length;
    if (size + chars > PAGE_CHARS && size > 0) {
      pages.push([]);
      size = 0;
    }
    pages.at(-1)?.push(tool);
    size += chars;
  }
  return pages;
}
