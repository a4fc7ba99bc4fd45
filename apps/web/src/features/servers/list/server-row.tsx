import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Badge } from '@/ui/badge';
import { Sparkline } from '@/ui/sparkline';
import { StateBadge } from '../state-badge';
import type { ListedServer } from './choose-servers';

/** A server in the list: what it is, how it is, and its last day. */
export function ServerRow({ server, figures, version }: ListedServer) {
  const { t } = useTranslation();
  return (
    <div className="grid gap-x-6 gap-y-3 rounded-xl border border-line bg-surface p-4 hover:border-strong-line md:grid-cols-[minmax(0,1fr)_auto] md:items-center">
      <div className="min-w-0">
        <div className="flex flex-wrap items-center gap-2">
          <Link
            to="/servers/$serverId"
            params={{ serverId: server.id }}
            className="truncate font-semibold hover:text-accent hover:underline"
          >
            {server.slug}
          </Link>
          <StateBadge state={server.state} />
          {server.upstream.state === 'failing' && <Badge tone="warn">{t('servers.upstream.failing')}</Badge>}
        </div>
        <p className="mt-0.5 truncate text-sm text-soft">
          {version === undefined
            ? t('servers.list.noRelease')
            : t('servers.list.release', { number: version.number, version: version.apiVersion ?? '?' })}
          {' · '}
          {server.reason ?? t('servers.list.tools', { count: server.toolsExpected })}
        </p>
      </div>
      <RowFigures figures={figures} />
    </div>
  );
}

function RowFigures({ figures }: Pick<ListedServer, 'figures'>) {
  const { t } = useTranslation();
  if (figures === undefined || figures.calls === 0)
    return <p className="text-sm text-soft">{t('servers.list.noCalls')}</p>;
  const { steps, calls, errors, p95Ms } = figures;
  const charts = [
    { name: t('servers.figures.calls'), shown: calls, values: steps.map((step) => step.calls) },
    { name: t('servers.figures.errors'), shown: errors, values: steps.map((step) => step.errors) },
    {
      name: t('servers.figures.latency'),
      shown: t('servers.figures.ms', { ms: Math.round(p95Ms ?? 0) }),
      values: steps.map((step) => step.p95Ms ?? 0),
    },
  ];
  return (
    <dl className="grid grid-cols-3 gap-4">
      {charts.map(({ name, shown, values }) => (
        <div key={name} className="min-w-0">
          <dt className="truncate text-xs text-soft">{name}</dt>
          <dd className="text-sm font-medium tabular-nums">
            {shown}
            <span className="block overflow-hidden">
              <Sparkline values={values} label={t('servers.figures.dayOf', { name })} />
            </span>
          </dd>
        </div>
      ))}
    </dl>
  );
}
