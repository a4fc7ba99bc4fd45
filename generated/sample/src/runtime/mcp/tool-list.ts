import type { CustomCode } from '../custom.js';
import type { ToolSurface } from '../modes/tool-surface.js';
import { listedTool, type ListedTool } from './listed-tool.js';
import { Pages } from './pages.js';

/** The lists change with a new release of the server only. */
export const LIST_HINT = { ttlMs: 300_000, cacheScope: 'public' as const };

/** What a server lists as its tools: in the order of the description, own tools last. Needs nothing of the SDK. */
export class ToolList {
  readonly tools: readonly ListedTool[];
  readonly pages: Pages<ListedTool>;

  constructor(surface: Pick<ToolSurface, 'tools'>, { tools: own = [] }: CustomCode) {
    const replaced = new Set(own.map(({ name }) => name));
    const kept = surface.tools.filter(({ name }) => !replaced.has(name));
    // The last of a name counts, as in a call.
    const last = new Map(own.map((tool) => [tool.name, tool]));
    this.tools = [...kept, ...last.values()].map(listedTool);
    this.pages = new Pages(this.tools);
  }

  /** The JSON of a page of tools, ready but for its closing members; undefined for an unknown cursor. */
  text(cursor: string | undefined): string | undefined {
    const page = this.pages.page(cursor);
    if (page === undefined) return undefined;
    const { text, nextCursor } = page;
    const rest = {
      ...(nextCursor === undefined ? {} : { nextCursor }),
      resultType: 'complete',
      ...LIST_HINT,
    };
    return `{"tools":${text},${JSON.stringify(rest).slice(1, -1)}`;
  }
}
