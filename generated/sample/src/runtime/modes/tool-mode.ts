import type { ServerManifest, ToolMode } from '../format.js';

export const TOOL_MODES: readonly ToolMode[] = ['tools', 'search', 'code'];

export function isToolMode(value: unknown): value is ToolMode {
  return (TOOL_MODES as readonly unknown[]).includes(value);
}

/**
 * What was asked for with the variable `TOOL_MODE`, else what `server.json` says.
 *
 * @throws Error where `server.json` names no mode
 */
export function modeOf(manifest: ServerManifest, asked: ToolMode | undefined): ToolMode {
  const mode: unknown = asked ?? manifest.mode ?? 'tools';
  if (isToolMode(mode)) return mode;
  throw new Error(`The mode in server.json must be one of ${TOOL_MODES.join(', ')}.`);
}
