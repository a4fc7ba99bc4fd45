import type { ToolDefinition } from '../../format.js';

/** The functions of `api`: tools under names that can follow a dot. */
export class ApiNames {
  readonly #tools = new Map<string, ToolDefinition>();
  readonly #callees = new Map<ToolDefinition, string>();

  constructor(tools: readonly ToolDefinition[]) {
    for (const tool of tools) this.#tools.set(tool.name, tool);
    for (const tool of tools) {
      const name = tool.name.replaceAll('-', '_');
      const isTaken = (this.#tools.get(name) ?? tool) !== tool;
      if (!isTaken) this.#tools.set(name, tool);
      this.#callees.set(tool, isTaken ? `api[${JSON.stringify(tool.name)}]` : `api.${name}`);
    }
  }

  /** By either name. */
  get(name: string): ToolDefinition | undefined {
    return this.#tools.get(name);
  }

  /** How code names the function: `api.get_pet`. */
  callee(tool: ToolDefinition): string {
    return this.#callees.get(tool) ?? `api[${JSON.stringify(tool.name)}]`;
  }
}
