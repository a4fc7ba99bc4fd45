import { Link } from '@tanstack/react-router';
import { CircleCheck } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Deployment } from '@/api/types';
import { StateBadge } from '@/features/servers/state-badge';
import { Badge } from '@/ui/badge';
import { Card, CardHead } from '@/ui/card';
import { ailmentOf } from './health-of';

/** What wants attention, and why. */
export function UnwellCard({ servers }: { readonly servers: readonly Deployment[] }) {
  const { t } = useTranslation();
  const unwell = servers.filter((server) => ailmentOf(server) !== undefined);
  return (
    <Card aria-label={t('overview.unwell.title')}>
      <CardHead title={t('overview.unwell.title')} hint={t('overview.unwell.hint')} />
      {unwell.length === 0 ? (
        <p className="flex items-center gap-2 text-good">
          <CircleCheck className="size-5" aria-hidden />
          {t('overview.unwell.none')}
        </p>
      ) : (
        <ul className="divide-y divide-line">
          {unwell.map((server) => (
            <li key={server.id} className="py-3 first:pt-0 last:pb-0">
              <Unwell server={server} />
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

function Unwell({ server }: { readonly server: Deployment }) {
  const { t } = useTranslation();
  const isUpstream = ailmentOf(server) === 'upstream';
  const reason = isUpstream ? server.upstream.reason : server.reason;
  return (
    <>
      <p className="flex flex-wrap items-center gap-2">
        <Link
          to="/servers/$serverId"
          params={{ serverId: server.id }}
          className="inline-flex min-h-6 items-center font-medium text-accent hover:underline"
        >
          {server.slug}
        </Link>
        {isUpstream ? (
          <Badge tone="warn">{t('overview.unwell.upstream')}</Badge>
        ) : (
          <StateBadge state={server.state} />
        )}
      </p>
      <p className="mt-1 text-sm break-words">{reason ?? t('overview.unwell.noReason')}</p>
      {server.reasonCode !== null && !isUpstream && (
        <p className="mt-1 text-sm">
          {t('state.errorCode')}{' '}
          <Link
            to="/help/$topic"
            params={{ topic: 'error-codes' }}
            hash={server.reasonCode}
            className="inline-block min-h-6 font-mono text-accent underline"
          >
            {server.reasonCode}
          </Link>
        </p>
      )}
    </>
  );
}
