import type { ToolAnnotations } from '../format.js';
import type { ToolData } from '../tool-data.js';

const MOST_TITLE = 100;
const MOST_GROUPS = 800;

/** `1,223 operations of GitHub v3 REST API`. */
export function operationsOf({ manifest }: ToolData): string {
  const { title, toolCount } = manifest;
  const name = title.length > MOST_TITLE ? `${title.slice(0, MOST_TITLE - 1)}…` : title;
  return `${toolCount.toLocaleString('en')} operation${toolCount === 1 ? '' : 's'} of ${name}`;
}

/** A sentence with the names of the groups, as many as fit; empty where there is but one. */
export function groupsOf({ tags }: ToolData): string {
  const names = [...new Set(tags)];
  if (names.length < 2) return '';
  let text = '';
  for (const [index, name] of names.entries()) {
    if (text.length + name.length > MOST_GROUPS) return ` Groups: ${text}, and ${names.length - index} more.`;
    text += `${index === 0 ? '' : ', '}${name}`;
  }
  return ` Groups: ${text}.`;
}

/** What may happen when any of the operations is called. */
export function joinedAnnotations({ tools }: ToolData): ToolAnnotations {
  const every = (key: keyof ToolAnnotations) => tools.every(({ annotations }) => annotations[key]);
  const some = (key: keyof ToolAnnotations) => tools.some(({ annotations }) => annotations[key]);
  return {
    readOnlyHint: every('readOnlyHint'),
    destructiveHint: some('destructiveHint'),
    idempotentHint: every('idempotentHint'),
    openWorldHint: some('openWorldHint'),
  };
}

/** Looking something up in the server's own data. */
export const LOOKS_UP: ToolAnnotations = {
  readOnlyHint: true,
  destructiveHint: false,
  idempotentHint: true,
  openWorldHint: false,
};
