import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Deployment } from '@/api/types';
import { Ago } from '@/ui/ago';
import { Badge, type Tone } from '@/ui/badge';
import { Card, CardHead } from '@/ui/card';
import { QueryView } from '@/ui/query-view';
import { generationsQuery, newestReleasesQuery } from './overview-queries';

const SHOWN = 6;
const LINK = 'inline-flex min-h-6 items-center text-accent hover:underline';
const TONES: Readonly<Record<string, Tone>> = {
  live: 'good',
  succeeded: 'good',
  failed: 'bad',
  queued: 'accent',
  building: 'accent',
  starting: 'accent',
  running: 'accent',
};

/** What was made last: releases of servers, and generations of APIs. */
export function NewestCard({ servers }: { readonly servers: readonly Deployment[] }) {
  return (
    <div className="grid gap-6 lg:grid-cols-2">
      <Releases servers={servers} />
      <Generations />
    </div>
  );
}

function Releases({ servers }: { readonly servers: readonly Deployment[] }) {
  const { t } = useTranslation();
  const query = useQuery(newestReleasesQuery);
  const slugOf = (id: string) => servers.find((server) => server.id === id)?.slug ?? id;
  return (
    <Card aria-label={t('overview.newest.releases')}>
      <CardHead title={t('overview.newest.releases')} />
      <QueryView query={query}>
        {(items) => (
          <ul className="divide-y divide-line">
            {items.map(({ id, deploymentId, number, state, createdAt, reason }) => (
              <Line key={id} state={state} at={createdAt} reason={state === 'failed' ? reason : null}>
                <Link to="/servers/$serverId" params={{ serverId: deploymentId }} className={LINK}>
                  {t('overview.newest.release', { number, name: slugOf(deploymentId) })}
                </Link>
              </Line>
            ))}
          </ul>
        )}
      </QueryView>
    </Card>
  );
}

function Generations() {
  const { t } = useTranslation();
  const query = useQuery(generationsQuery);
  return (
    <Card aria-label={t('overview.newest.generations')}>
      <CardHead title={t('overview.newest.generations')} />
      <QueryView query={query}>
        {({ items }) => (
          <ul className="divide-y divide-line">
            {items.slice(0, SHOWN).map(({ id, apiId, projectName, state, createdAt, errorDetail, mode }) => (
              <Line key={id} state={state} at={createdAt} reason={errorDetail}>
                <Link to="/apis/$apiId" params={{ apiId }} className={LINK}>
                  {t('overview.newest.generation', { name: projectName ?? '…', mode })}
                </Link>
              </Line>
            ))}
          </ul>
        )}
      </QueryView>
    </Card>
  );
}

function Line({
  state,
  at,
  reason,
  children,
}: {
  readonly state: string;
  readonly at: string;
  readonly reason: string | null;
  readonly children: ReactNode;
}) {
  return (
    <li className="py-2.5 text-sm first:pt-0 last:pb-0">
      <div className="flex flex-wrap items-center gap-2">
        {children}
        <Badge tone={TONES[state] ?? 'plain'}>{state}</Badge>
        <span className="ml-auto text-soft">
          <Ago at={at} />
        </span>
      </div>
      {reason !== null && <p className="mt-1 break-words text-soft">{reason}</p>}
    </li>
  );
}
