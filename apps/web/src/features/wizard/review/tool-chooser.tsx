import { Pencil } from 'lucide-react';
import { useDeferredValue, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/ui/button';
import { Input } from '@/ui/field';
import { useDraft } from '../draft';
import { groupRows, treeItems, withEnabled, type ToolRow, type TreeItem } from './rows';
import { ToolEditor } from './tool-editor';
import { ToolTree } from './tool-tree';

interface ToolChooserProps {
  readonly apiId: string;
  readonly rows: readonly ToolRow[];
}

/** Chooses tools one by one, by tag or by what was searched for, and opens one to be edited. */
export function ToolChooser({ apiId, rows }: ToolChooserProps) {
  const [{ edits }, change] = useDraft(apiId);
  const [query, setQuery] = useState('');
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const [activeKey, setActiveKey] = useState('');
  const [editing, setEditing] = useState<string>();
  const sought = useDeferredValue(query);
  const groups = useMemo(() => groupRows(rows, sought), [rows, sought]);
  const items = useMemo(() => treeItems(groups, closed), [groups, closed]);
  const shown = groups.flatMap((group) => group.rows);
  const choose = (some: readonly ToolRow[], enabled: boolean) =>
    change({ edits: withEnabled(edits, some, enabled) });
  const open = (tag: string, isOpen: boolean) => {
    const next = new Set(closed);
    if (isOpen) next.delete(tag);
    else next.add(tag);
    setClosed(next);
  };
  const edited = rows.find(({ operation }) => operation === editing);
  return (
    <>
      <ChooserBar
        query={query}
        onSearch={setQuery}
        count={shown.length}
        onChooseAll={(enabled) => choose(shown, enabled)}
        canEdit={rows.some(({ operation }) => operation === activeKey)}
        onEdit={() => setEditing(activeKey)}
      />
      <ToolTree
        items={items}
        activeKey={activeKey}
        onActivate={setActiveKey}
        onToggle={(item) => toggle(item, choose)}
        onOpen={open}
        onEdit={setEditing}
      />
      {edited !== undefined && (
        <ToolEditor
          row={edited}
          onClose={() => setEditing(undefined)}
          onSave={(edit) =>
            change({ edits: { ...edits, [edited.operation]: { ...edits[edited.operation], ...edit } } })
          }
        />
      )}
    </>
  );
}

interface ChooserBarProps {
  readonly query: string;
  readonly onSearch: (query: string) => void;
  /** Of the tools that the search found. */
  readonly count: number;
  readonly onChooseAll: (enabled: boolean) => void;
  readonly canEdit: boolean;
  readonly onEdit: () => void;
}

function ChooserBar({ query, onSearch, count, onChooseAll, canEdit, onEdit }: ChooserBarProps) {
  const { t } = useTranslation();
  return (
    <div className="mb-3 flex flex-wrap items-center gap-2">
      <Input
        type="search"
        aria-label={t('wizard.review.search')}
        placeholder={t('wizard.review.search')}
        className="min-w-48 flex-1"
        value={query}
        onChange={(event) => onSearch(event.target.value)}
        onKeyDown={(event) => event.key === 'Enter' && event.preventDefault()}
      />
      <Button size="small" onClick={() => onChooseAll(true)}>
        {t('wizard.review.all', { count })}
      </Button>
      <Button size="small" onClick={() => onChooseAll(false)}>
        {t('wizard.review.none', { count })}
      </Button>
      <Button size="small" disabled={!canEdit} onClick={onEdit}>
        <Pencil className="size-4" aria-hidden />
        {t('wizard.review.edit')}
      </Button>
    </div>
  );
}

/** A tag with all of its tools chosen is left out, any other is chosen. */
function toggle(item: TreeItem, choose: (rows: readonly ToolRow[], enabled: boolean) => void): void {
  if (item.kind === 'tool') choose([item.row], !item.row.isEnabled);
  else choose(item.group.rows, item.group.enabled < item.group.rows.length);
}
