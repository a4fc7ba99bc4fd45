import { ChevronDown, ChevronRight, Pencil, Square, SquareCheck, SquareMinus } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Badge } from '@/ui/badge';
import { cn } from '@/ui/cn';
import type { RowGroup, ToolRow, TreeItem } from './rows';

/** By what `aria-checked` says. */
const BOXES = { true: SquareCheck, false: Square, mixed: SquareMinus } as const;

interface TreeLineProps {
  readonly id: string;
  readonly item: TreeItem;
  readonly top: number;
  readonly isActive: boolean;
  readonly onClick: () => void;
  readonly onToggle: (item: TreeItem) => void;
  readonly onOpen: (tag: string, isOpen: boolean) => void;
  readonly onEdit: (operation: string) => void;
}

/** The tree has the keys; within a line there are places to click, which say nothing of their own. */
export function TreeLine({ id, item, top, isActive, onClick, onToggle, onOpen, onEdit }: TreeLineProps) {
  const checked = checkedOf(item);
  const isGroup = item.kind === 'group';
  return (
    <div
      id={id}
      role="treeitem"
      aria-level={isGroup ? 1 : 2}
      aria-checked={checked}
      aria-selected={isActive}
      {...(isGroup ? { 'aria-expanded': item.isOpen } : {})}
      onClick={onClick}
      style={{ transform: `translateY(${top}px)` }}
      className={cn(
        'absolute inset-x-0 top-0 flex h-12 items-center gap-1 border-b border-line pr-2 text-sm',
        isGroup ? 'bg-raised pl-1 font-medium' : 'pl-8',
        isActive && 'outline-2 -outline-offset-2 outline-accent',
      )}
    >
      {isGroup && <Opener isOpen={item.isOpen} onClick={() => onOpen(item.group.tag, !item.isOpen)} />}
      <Box checked={checked} onClick={() => onToggle(item)} />
      {isGroup ? (
        <GroupText group={item.group} />
      ) : (
        <ToolText row={item.row} onEdit={() => onEdit(item.row.operation)} />
      )}
    </div>
  );
}

type Checked = keyof typeof BOXES;

function checkedOf(item: TreeItem): Checked {
  if (item.kind === 'tool') return item.row.isEnabled ? 'true' : 'false';
  const { enabled, rows } = item.group;
  if (enabled === rows.length) return 'true';
  return enabled === 0 ? 'false' : 'mixed';
}

function Opener({ isOpen, onClick }: { readonly isOpen: boolean; readonly onClick: () => void }) {
  const Icon = isOpen ? ChevronDown : ChevronRight;
  return (
    <span className="grid size-8 shrink-0 cursor-pointer place-items-center" onClick={onClick}>
      <Icon className="size-4" aria-hidden />
    </span>
  );
}

function Box({ checked, onClick }: { readonly checked: Checked; readonly onClick: () => void }) {
  const Icon = BOXES[checked];
  return (
    <span
      data-part="box"
      className="grid size-8 shrink-0 cursor-pointer place-items-center"
      onClick={onClick}
    >
      <Icon className={cn('size-5', checked === 'false' ? 'text-soft' : 'text-accent')} aria-hidden />
    </span>
  );
}

function GroupText({ group: { tag, rows, enabled } }: { readonly group: RowGroup }) {
  const { t } = useTranslation();
  return (
    <>
      <span className="min-w-0 flex-1 truncate">{tag}</span>
      <span className="text-xs font-normal text-soft">
        {t('wizard.review.ofTools', { enabled, count: rows.length })}
      </span>
    </>
  );
}

function ToolText({ row, onEdit }: { readonly row: ToolRow; readonly onEdit: () => void }) {
  const { t } = useTranslation();
  return (
    <>
      <span className="min-w-0 flex-1">
        <span className="flex items-center gap-2">
          <span className="truncate font-mono text-[0.8125rem]">{row.name}</span>
          {row.isEdited && <Badge tone="accent">{t('wizard.review.edited')}</Badge>}
        </span>
        <span className="block truncate text-xs text-soft">{row.description}</span>
      </span>
      {row.tokens !== undefined && (
        <span className="shrink-0 text-xs text-soft">
          {t('wizard.review.tokens', { count: row.tokens, tokens: row.tokens.toLocaleString() })}
        </span>
      )}
      <span
        data-part="edit"
        className="grid size-8 shrink-0 cursor-pointer place-items-center rounded text-soft hover:bg-raised hover:text-ink"
        onClick={onEdit}
      >
        <Pencil className="size-4" aria-hidden />
      </span>
    </>
  );
}
