import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Deployment } from '@/api/types';
import { Badge, type Tone } from '@/ui/badge';
import { Card, CardHead } from '@/ui/card';
import { CodeBlock } from '@/ui/code-block';
import { Facts } from '@/ui/facts';
import { Moment } from '@/ui/moment';
import { healthQuery } from '../servers-queries';
import { StateBadge } from '../state-badge';

const UPSTREAM_TONES: Readonly<Record<string, Tone>> = { up: 'good', failing: 'bad' };

/** Where it is reached, how it is and why. */
export function StateCard({ server }: { readonly server: Deployment }) {
  const { t } = useTranslation();
  const { data: health } = useQuery(healthQuery(server.id));
  const share = (value: number | null | undefined) =>
    value === null || value === undefined
      ? t('servers.overview.unknown')
      : new Intl.NumberFormat([], { style: 'percent', maximumFractionDigits: 2 }).format(value);
  return (
    <Card>
      <CardHead title={t('servers.overview.state')} />
      <CodeBlock text={server.endpoint} label={t('servers.overview.endpoint')} />
      <div className="mt-4">
        <Facts
          facts={[
            [t('servers.overview.state'), <StateText key="state" server={server} />],
            [t('servers.overview.upstream'), <Upstream key="upstream" {...server.upstream} />],
            [
              t('servers.overview.uptime'),
              t('servers.overview.uptimeOf', {
                day: share(health?.uptime24h),
                week: share(health?.uptime7d),
              }),
            ],
            [
              t('servers.overview.tools'),
              t('servers.overview.toolsSeen', {
                seen: server.toolsSeen ?? '–',
                expected: server.toolsExpected,
              }),
            ],
            [t('servers.overview.runtime'), server.runtimeReason ?? server.runtime ?? '–'],
            [t('servers.overview.created'), <Moment key="created" at={server.createdAt} />],
          ]}
        />
      </div>
      {server.lastLog.length > 0 && (
        <div className="mt-4">
          <CodeBlock text={server.lastLog.join('\n')} label={t('servers.overview.lastLog')} />
        </div>
      )}
    </Card>
  );
}

function StateText({ server }: { readonly server: Deployment }) {
  const { t } = useTranslation();
  return (
    <span className="flex flex-wrap items-center gap-2">
      <StateBadge state={server.state} />
      <span>
        {server.reason ??
          t(server.state === 'healthy' ? 'servers.overview.fine' : 'servers.overview.noReason')}
      </span>
      {server.reasonCode !== null && <code className="font-mono text-xs">{server.reasonCode}</code>}
    </span>
  );
}

function Upstream({ state, since, reason }: Deployment['upstream']) {
  const { t } = useTranslation();
  return (
    <span className="flex flex-wrap items-center gap-2">
      <Badge tone={UPSTREAM_TONES[state] ?? 'plain'}>
        {t(`servers.upstream.${state as 'up' | 'failing' | 'unknown'}`)}
      </Badge>
      {since !== null && (
        <span>
          {t('servers.overview.since')} <Moment at={since} />
        </span>
      )}
      {reason}
    </span>
  );
}
