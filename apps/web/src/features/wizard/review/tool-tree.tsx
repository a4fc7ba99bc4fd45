import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useId, useRef, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { TreeItem } from './rows';
import { TreeLine } from './tree-line';

const ROW_PX = 48;
const PAGE_ROWS = 10;

interface ToolTreeProps {
  readonly items: readonly TreeItem[];
  /** Key of the line that keys act on. */
  readonly activeKey: string;
  readonly onActivate: (key: string) => void;
  readonly onToggle: (item: TreeItem) => void;
  readonly onOpen: (tag: string, isOpen: boolean) => void;
  readonly onEdit: (operation: string) => void;
}

/** A tree of which only the lines in view exist (WAI-ARIA APG, tree view, with `aria-activedescendant`). */
export function ToolTree(props: ToolTreeProps) {
  const { items, activeKey, onActivate, ...acts } = props;
  const { t } = useTranslation();
  const id = useId();
  const found = items.findIndex(({ key }) => key === activeKey);
  const active = Math.max(0, found);
  const { scroller, heightPx, lines } = useLinesInView(items.length, found);
  if (items.length === 0) return <p className="py-8 text-center text-soft">{t('wizard.review.noMatch')}</p>;
  return (
    <>
      <p id={`${id}-keys`} className="mb-2 text-sm text-soft">
        {t('wizard.review.keys')}
      </p>
      <div
        ref={scroller}
        role="tree"
        tabIndex={0}
        aria-label={t('wizard.review.tools')}
        aria-describedby={`${id}-keys`}
        aria-multiselectable
        aria-activedescendant={`${id}-${active}`}
        onKeyDown={(event) => press(event, active, props)}
        className="max-h-[28rem] overflow-y-auto rounded-lg border border-line"
      >
        <div className="relative" style={{ height: heightPx }}>
          {lines.map(({ index, start }) => {
            const item = items[index];
            if (item === undefined) return null;
            return (
              <TreeLine
                key={item.key}
                id={`${id}-${index}`}
                item={item}
                top={start}
                isActive={index === active}
                onClick={() => onActivate(item.key)}
                {...acts}
              />
            );
          })}
        </div>
      </div>
    </>
  );
}

/** @param wanted Index of the line to be brought into view whenever it becomes another, -1 for none */
function useLinesInView(count: number, wanted: number) {
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: 12,
  });
  useEffect(() => {
    if (wanted >= 0) virtual.scrollToIndex(wanted);
  }, [wanted, virtual]);
  return { scroller, heightPx: virtual.getTotalSize(), lines: virtual.getVirtualItems() };
}

function press(event: KeyboardEvent, active: number, { items, onActivate, ...acts }: ToolTreeProps): void {
  const item = items[active];
  if (item === undefined) return;
  const to = moved(event.key, active, items.length);
  if (to === undefined && !act(event.key, item, acts)) return;
  event.preventDefault();
  onActivate(items[to ?? active]?.key ?? '');
}

function moved(key: string, from: number, count: number): number | undefined {
  const steps: Readonly<Record<string, number>> = {
    ArrowDown: 1,
    ArrowUp: -1,
    PageDown: PAGE_ROWS,
    PageUp: -PAGE_ROWS,
    Home: -count,
    End: count,
  };
  const step = steps[key];
  return step === undefined ? undefined : Math.min(count - 1, Math.max(0, from + step));
}

type Acts = Pick<ToolTreeProps, 'onToggle' | 'onOpen' | 'onEdit'>;

/** @returns whether the key means something here */
function act(key: string, item: TreeItem, { onToggle, onOpen, onEdit }: Acts): boolean {
  if (key === ' ') onToggle(item);
  else if (key === 'Enter' && item.kind === 'tool') onEdit(item.row.operation);
  else if (key === 'Enter' && item.kind === 'group') onOpen(item.group.tag, !item.isOpen);
  else if ((key === 'ArrowLeft' || key === 'ArrowRight') && item.kind === 'group')
    onOpen(item.group.tag, key === 'ArrowRight');
  else return false;
  return true;
}
