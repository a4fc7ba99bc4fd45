import type { ToolMode } from '../format.js';
import { failure } from '../results/to-result.js';
import type { ToolData } from '../tool-data.js';
import type { OfferedTool, SurfaceOptions, ToolSurface } from './tool-surface.js';

/**
 * The surface of a mode. What only another mode needs is not loaded.
 *
 * @throws ConfigError for `code` where the sandbox was left out of a bundle
 */
export async function createSurface(mode: ToolMode, options: SurfaceOptions): Promise<ToolSurface> {
  if (mode === 'search') return new (await import('./search/search-surface.js')).SearchSurface(options);
  if (mode === 'code') return (await import('./code/code-surface.js')).createCodeSurface(options);
  return directSurface(options);
}

/** What a client lists in a mode, for counting. */
export async function offeredTools(mode: ToolMode, data: ToolData): Promise<readonly OfferedTool[]> {
  if (mode === 'search') return (await import('./search/search-tools.js')).searchTools(data);
  if (mode === 'code') return (await import('./code/code-tools.js')).codeTools(data);
  return data.tools;
}

function directSurface({ data }: SurfaceOptions): ToolSurface {
  const { title, version } = data.manifest;
  const byName = new Map(data.tools.map((tool) => [tool.name, tool]));
  return {
    tools: data.tools,
    instructions: `Tools of ${title} ${version}. Each tool is one call of the API; a result with isError says what to correct.`,
    behind: (name, args) => {
      const tool = byName.get(name);
      return tool === undefined ? undefined : { tool, arguments: args };
    },
    call: (name) => Promise.resolve(failure(`There is no tool ${name}.`)),
  };
}
