import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { LogLine } from '@/api/types';
import { cn } from '@/ui/cn';

const ROW_PX = 26;
const NEAR_PX = 60;
const TONES: Readonly<Record<string, string>> = { error: 'text-bad', fatal: 'text-bad', warn: 'text-warn' };

interface Props {
  readonly lines: readonly LogLine[];
  /** Keeps the newest in sight, until the person scrolls up. */
  readonly isFollowing: boolean;
}

/** Thousands of lines; only those in sight are drawn. */
export function LogLines({ lines, isFollowing }: Props) {
  const { t } = useTranslation();
  const box = useRef<HTMLDivElement>(null);
  const isAtEnd = useRef(true);
  const rows = useVirtualizer({
    count: lines.length,
    getScrollElement: () => box.current,
    estimateSize: () => ROW_PX,
    overscan: 12,
    getItemKey: (index) => lines[index]?.id ?? index,
  });
  const newest = lines.at(-1)?.id;
  useEffect(() => {
    if (isFollowing && isAtEnd.current && newest !== undefined)
      rows.scrollToIndex(lines.length - 1, { align: 'end' });
  }, [newest, isFollowing, lines.length, rows]);
  return (
    <div
      ref={box}
      role="log"
      aria-live="off"
      aria-label={t('servers.tabs.logs')}
      tabIndex={0}
      onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) => {
        isAtEnd.current = scrollHeight - scrollTop - clientHeight < NEAR_PX;
      }}
      className="h-[60vh] min-h-64 overflow-auto rounded-xl border border-line bg-surface"
    >
      <div className="relative min-w-full" style={{ height: `${rows.getTotalSize()}px` }}>
        {rows.getVirtualItems().map(({ key, index, start }) => {
          const line = lines[index];
          return line === undefined ? null : (
            <div
              key={key}
              ref={rows.measureElement}
              data-index={index}
              className="absolute inset-x-0 top-0"
              style={{ transform: `translateY(${start}px)` }}
            >
              <Line line={line} />
            </div>
          );
        })}
      </div>
    </div>
  );
}

function Line({ line }: { readonly line: LogLine }) {
  const { t } = useTranslation();
  const from = t('servers.logs.from', { release: line.release, instance: line.instance ?? '–' });
  return (
    <p className="flex gap-3 px-3 py-0.5 font-mono text-[0.8125rem] leading-relaxed hover:bg-raised max-sm:flex-col max-sm:gap-0 max-sm:border-b max-sm:border-line">
      <span className="shrink-0 text-soft">
        <time dateTime={line.at} title={line.at}>
          {new Date(line.at).toLocaleTimeString([], { hour12: false })}
        </time>{' '}
        <span className={cn('inline-block w-12 font-semibold', TONES[line.level] ?? 'text-soft')}>
          {line.level}
        </span>{' '}
        <span title={from} className="inline-block min-w-16">
          <span aria-hidden>
            {line.release}/{line.instance ?? line.source}
          </span>
          <span className="sr-only">{from}</span>
        </span>
      </span>
      <span className="min-w-0 flex-1 break-words whitespace-pre-wrap">{line.text}</span>
    </p>
  );
}
