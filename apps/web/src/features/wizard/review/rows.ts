import type { Tool } from '@/api/types';
import type { Draft, ToolEdit } from '../draft';

/** An operation that is a tool, or was left out and can be one again. */
export interface ToolRow {
  readonly operation: string;
  readonly tag: string;
  readonly name: string;
  readonly description: string;
  /** Unknown while it is left out. */
  readonly tokens: number | undefined;
  readonly isEnabled: boolean;
  readonly isEdited: boolean;
}

export interface RowGroup {
  readonly tag: string;
  readonly rows: readonly ToolRow[];
  readonly enabled: number;
}

/** A line of the tree. */
export type TreeItem =
  | { readonly kind: 'group'; readonly key: string; readonly group: RowGroup; readonly isOpen: boolean }
  | { readonly kind: 'tool'; readonly key: string; readonly row: ToolRow };

type LeftOut = readonly { readonly id: string; readonly reason: string }[];

/** What the hub has, with the changes that it does not have yet. */
export function toolRows(
  tools: readonly Tool[],
  leftOut: LeftOut,
  edits: Draft['edits'],
  leftOutTag: string,
): ToolRow[] {
  const there = tools.map(({ operation, tag, name, description, tokens }) =>
    edited({ operation, tag, name, description, tokens, isEnabled: true, isEdited: false }, edits[operation]),
  );
  const away = leftOut.map(({ id, reason }) =>
    edited(
      {
        operation: id,
        tag: leftOutTag,
        name: id,
        description: reason,
        tokens: undefined,
        isEnabled: false,
        isEdited: false,
      },
      edits[id],
    ),
  );
  return [...there, ...away];
}

function edited(row: ToolRow, edit: ToolEdit | undefined): ToolRow {
  if (edit === undefined) return row;
  return {
    ...row,
    name: edit.name ?? row.name,
    description: edit.description ?? row.description,
    isEnabled: edit.enabled ?? row.isEnabled,
    isEdited: edit.name !== undefined || edit.description !== undefined,
  };
}

/** Groups in the order in which their first tool stands; those without a match are left out. */
export function groupRows(rows: readonly ToolRow[], query: string): RowGroup[] {
  const wanted = query.trim().toLowerCase();
  const byTag = new Map<string, ToolRow[]>();
  for (const row of rows) {
    if (wanted !== '' && !matches(row, wanted)) continue;
    const group = byTag.get(row.tag);
    if (group === undefined) byTag.set(row.tag, [row]);
    else group.push(row);
  }
  return [...byTag].map(([tag, members]) => ({
    tag,
    rows: members,
    enabled: members.filter(({ isEnabled }) => isEnabled).length,
  }));
}

function matches({ name, operation, tag, description }: ToolRow, wanted: string): boolean {
  return [name, operation, tag, description].some((text) => text.toLowerCase().includes(wanted));
}

export function treeItems(groups: readonly RowGroup[], closed: ReadonlySet<string>): TreeItem[] {
  return groups.flatMap((group): TreeItem[] => {
    const isOpen = !closed.has(group.tag);
    const head: TreeItem = { kind: 'group', key: `tag:${group.tag}`, group, isOpen };
    if (!isOpen) return [head];
    return [head, ...group.rows.map((row) => ({ kind: 'tool' as const, key: row.operation, row }))];
  });
}

/** The edits with these rows chosen or left out. */
export function withEnabled(
  edits: Draft['edits'],
  rows: readonly ToolRow[],
  enabled: boolean,
): Draft['edits'] {
  const changes = rows.map(({ operation }) => [operation, { ...edits[operation], enabled }] as const);
  return { ...edits, ...Object.fromEntries(changes) };
}

/** What the list costs and holds as it is chosen now. */
export function chosenOf(rows: readonly ToolRow[]): { readonly tools: number; readonly tokens: number } {
  const chosen = rows.filter(({ isEnabled }) => isEnabled);
  return { tools: chosen.length, tokens: chosen.reduce((sum, { tokens = 0 }) => sum + tokens, 0) };
}
