import type { ToolSet } from '#lib/tool-mapping';

export interface RenderOptions {
  /** A folder name below `templates/`. */
  readonly template?: string;
}

/** A project's files: relative POSIX path to UTF-8 text. Paths are unique, sorted and never leave the root. */
export interface ServerProject {
  /** npm package name and folder name: `petstore-mcp-server`. */
  readonly name: string;
  readonly files: ReadonlyMap<string, string>;
}

/** Renders the project of a tool set. Deterministic: the same input gives the same bytes. */
export function renderProject(_tools: ToolSet, _options: RenderOptions = {}): Promise<ServerProject> {
  throw new Error('to be written');
}
