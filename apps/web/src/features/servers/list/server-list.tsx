import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { useLayoutEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ListedServer } from './choose-servers';
import { ServerRow } from './server-row';

const ROW_PX = 108;

/** As many servers as there are; only those in sight are drawn. */
export function ServerList({ servers }: { readonly servers: readonly ListedServer[] }) {
  const { t } = useTranslation();
  const list = useRef<HTMLUListElement>(null);
  const [top, setTop] = useState(0);
  useLayoutEffect(() => setTop(list.current?.offsetTop ?? 0), []);
  const rows = useWindowVirtualizer({
    count: servers.length,
    estimateSize: () => ROW_PX,
    overscan: 6,
    scrollMargin: top,
    getItemKey: (index) => servers[index]?.server.id ?? index,
  });
  return (
    <ul
      ref={list}
      aria-label={t('nav.servers')}
      className="relative"
      style={{ height: `${rows.getTotalSize()}px` }}
    >
      {rows.getVirtualItems().map(({ key, index, start }) => {
        const row = servers[index];
        return row === undefined ? null : (
          <li
            key={key}
            ref={rows.measureElement}
            data-index={index}
            aria-setsize={servers.length}
            aria-posinset={index + 1}
            className="absolute inset-x-0 top-0 pb-3"
            style={{ transform: `translateY(${start - top}px)` }}
          >
            <ServerRow {...row} />
          </li>
        );
      })}
    </ul>
  );
}
