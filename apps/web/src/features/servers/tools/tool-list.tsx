import { useVirtualizer } from '@tanstack/react-virtual';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { GenerationToolEntry } from '@/api/types';
import { Badge } from '@/ui/badge';
import { cn } from '@/ui/cn';

const ROW_PX = 58;

interface Props {
  readonly tools: readonly GenerationToolEntry[];
  readonly chosen: string | undefined;
  readonly onChoose: (name: string) => void;
}

/** Thousands of tools; only those in sight are drawn. */
export function ToolList({ tools, chosen, onChoose }: Props) {
  const { t } = useTranslation();
  const box = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count: tools.length,
    getScrollElement: () => box.current,
    estimateSize: () => ROW_PX,
    overscan: 8,
  });
  return (
    <div
      ref={box}
      tabIndex={0}
      role="group"
      aria-label={t('servers.tools.list')}
      className="max-h-72 overflow-y-auto rounded-xl border border-line bg-surface lg:max-h-[70vh]"
    >
      <ul className="relative" style={{ height: `${rows.getTotalSize()}px` }}>
        {rows.getVirtualItems().map(({ key, index, start }) => {
          const tool = tools[index];
          return tool === undefined ? null : (
            <li
              key={key}
              aria-setsize={tools.length}
              aria-posinset={index + 1}
              className="absolute inset-x-0 top-0 border-b border-line"
              style={{ height: `${ROW_PX}px`, transform: `translateY(${start}px)` }}
            >
              <ToolButton tool={tool} isChosen={tool.name === chosen} onChoose={onChoose} />
            </li>
          );
        })}
      </ul>
    </div>
  );
}

interface ButtonProps extends Pick<Props, 'onChoose'> {
  readonly tool: GenerationToolEntry;
  readonly isChosen: boolean;
}

function ToolButton({ tool, isChosen, onChoose }: ButtonProps) {
  const { t } = useTranslation();
  return (
    <button
      type="button"
      aria-current={isChosen}
      onClick={() => onChoose(tool.name)}
      className={cn(
        'flex h-full w-full flex-col justify-center gap-0.5 px-3 text-left -outline-offset-2',
        isChosen ? 'bg-accent-soft' : 'hover:bg-raised',
      )}
    >
      <span className="flex w-full items-center justify-between gap-2">
        <span className="truncate text-sm font-medium">{tool.name}</span>
        {tool.isDestructive && <Badge tone="warn">{t('servers.tools.destructive')}</Badge>}
      </span>
      <span className={cn('w-full truncate font-mono text-xs', isChosen ? 'text-ink' : 'text-soft')}>
        {tool.operation}
      </span>
    </button>
  );
}
