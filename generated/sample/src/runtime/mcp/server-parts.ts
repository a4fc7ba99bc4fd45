import type { Implementation } from '@modelcontextprotocol/server';
import type { CustomCode } from '../custom.js';
import type { Log } from '../log.js';
import type { ToolSurface } from '../modes/tool-surface.js';
import type { Telemetry } from '../telemetry/telemetry.js';
import type { ToolCaller } from '../tool-caller.js';
import type { ToolData } from '../tool-data.js';
import type { Changes } from './changes.js';
import type { ToolList } from './tool-list.js';

/** What servers are made from: all of it is there before the SDK is loaded. */
export interface ServerParts {
  readonly data: ToolData;
  readonly surface: ToolSurface;
  readonly list: ToolList;
  readonly custom: CustomCode;
  readonly caller: ToolCaller;
  readonly log: Log;
  readonly changes: Changes;
  /** Set where something watches. */
  readonly telemetry?: Telemetry;
}

/** Short: every answer of the newest protocol carries it. */
export function serverInfo({ data: { manifest }, custom: { server } }: ServerParts): Implementation {
  return {
    name: manifest.name,
    title: server?.title ?? manifest.title,
    version: manifest.version,
    ...(server?.websiteUrl === undefined ? {} : { websiteUrl: server.websiteUrl }),
    ...(server?.icons === undefined ? {} : { icons: [...server.icons] }),
  };
}
