import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Deployment } from '@/api/types';
import { ailmentOf } from './health-of';
import { historyQuery } from './overview-queries';

/** The hub in four numbers. */
export function Tiles({ servers }: { readonly servers: readonly Deployment[] }) {
  const { t, i18n } = useTranslation();
  const { data } = useQuery(historyQuery);
  const number = (value: number | undefined) => value?.toLocaleString(i18n.language) ?? '–';
  const unwell = servers.filter((server) => ailmentOf(server) !== undefined).length;
  const tiles = [
    ['healthy', number(servers.filter(({ state }) => state === 'healthy').length)],
    ['unwell', number(unwell)],
    ['calls', number(data?.total.calls)],
    ['errors', number(data?.total.errors)],
  ] as const;
  return (
    <dl className="grid grid-cols-2 gap-4 lg:grid-cols-4">
      {tiles.map(([name, value]) => (
        <div key={name} className="rounded-xl border border-line bg-surface p-5">
          <dt className="text-sm text-soft">{t(`overview.tiles.${name}`)}</dt>
          <dd className="mt-1 text-3xl font-semibold tabular-nums">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
