import type { FileConflict, RegenerationPlan } from '#lib/server-project';
import type { ToolChanges } from '#lib/tool-mapping';
import { printable, styled } from './terminal.js';

const MOST_FILES = 20;
const REASONS: Readonly<Record<FileConflict['reason'], string>> = {
  edited: 'edited since it was generated',
  taken: 'a file of yours',
  blocked: 'a link or a folder is in its place',
};

/** The tool changes for people, breaking ones marked. */
export function toolChangesText({ added, removed, renamed, changed, breaking }: ToolChanges): string {
  const lines = [
    ...removed.map((one) => changeText('removed', one.name, one)),
    ...renamed.map((one) => changeText('renamed', `${one.from} to ${one.to}`, one)),
    ...changed.map((one) => changeText('changed', one.name, one)),
    ...added.map((one) => changeText('added', one.name, one)),
  ];
  if (lines.length === 0) return 'The tools stay as they are.\n';
  const verdict = breaking
    ? styled('red', 'Clients that know the earlier tools may fail.')
    : 'Nothing that breaks a client.';
  return `${styled('bold', 'Tools')}\n${lines.join('\n')}\n${verdict}\n`;
}

type Change = ToolChanges['added'][number] | ToolChanges['renamed'][number];

function changeText(what: string, name: string, { breaking, reasons, operation }: Change): string {
  const mark = breaking ? styled('red', 'BREAKING') : '        ';
  const head = `  ${mark} ${what} ${printable(name)} (${printable(operation)})`;
  const told = reasons.filter((reason) => reason.breaking || what === 'changed');
  return [head, ...told.map(({ text }) => `             ${printable(text)}`)].join('\n');
}

/** What becomes of the files, for people. */
export function filesText({ written, removed, kept, conflicts }: RegenerationPlan): string {
  const parts: [string, readonly string[]][] = [
    ['written', [...written.keys()]],
    ['removed', removed],
    ['kept with your edits', kept],
    ['in conflict', conflicts.map(({ path, reason }) => `${path} (${REASONS[reason]})`)],
  ];
  const filled = parts.filter(([, paths]) => paths.length > 0);
  if (filled.length === 0) return 'The files stay as they are.\n';
  const blocks = filled.map(([title, paths]) => [`  ${paths.length} ${title}`, ...listed(paths)].join('\n'));
  return `${styled('bold', 'Files')}\n${blocks.join('\n')}\n`;
}

function listed(paths: readonly string[]): string[] {
  const more = paths.length - MOST_FILES;
  const shown = paths.slice(0, MOST_FILES).map((path) => `    ${printable(path)}`);
  return more > 0 ? [...shown, `    and ${more} more`] : shown;
}
