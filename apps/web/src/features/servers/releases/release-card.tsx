import { useTranslation } from 'react-i18next';
import type { Release } from '@/api/types';
import { Badge, type Tone } from '@/ui/badge';
import { Card } from '@/ui/card';
import { CodeBlock } from '@/ui/code-block';
import { Facts } from '@/ui/facts';
import { Moment } from '@/ui/moment';
import { ReleaseChanges } from './release-changes';
import { ReleaseOrigin } from './release-origin';
import { RollBack } from './roll-back';

const TONES: Readonly<Record<string, Tone>> = {
  live: 'good',
  failed: 'bad',
  queued: 'accent',
  building: 'accent',
  starting: 'accent',
};

interface Props {
  readonly serverId: string;
  readonly release: Release;
  readonly before: Release | undefined;
  /** The one that is live now, if any is. */
  readonly live: Release | undefined;
}

/** A release: how it came up, what it was made of, and what it changed. */
export function ReleaseCard({ serverId, release, before, live }: Props) {
  const { t } = useTranslation();
  const { number, state, rollbackOf, lastLog, image, liveAt } = release;
  return (
    <Card>
      <div className="mb-3 flex flex-wrap items-center justify-between gap-3">
        <h2 className="flex flex-wrap items-center gap-2 font-semibold">
          {t('servers.releases.number', { number })}
          <Badge tone={TONES[state] ?? 'plain'}>{state}</Badge>
          {rollbackOf !== null && <Badge>{t('servers.releases.rollbackOf', { number: rollbackOf })}</Badge>}
        </h2>
        {release.id !== live?.id && liveAt !== null && (
          <RollBack serverId={serverId} number={number} live={live?.number} isKept={image !== null} />
        )}
      </div>
      <Reason release={release} />
      <Times release={release} />
      {lastLog.length > 0 && (
        <div className="mt-4">
          <CodeBlock text={lastLog.join('\n')} label={t('servers.releases.lastLog')} />
        </div>
      )}
      <div className="mt-4 space-y-2">
        {before !== undefined && <ReleaseChanges release={release} before={before} />}
        <ReleaseOrigin serverId={serverId} release={release} />
      </div>
    </Card>
  );
}

/** Why it is in the state that it is in, where there is more to say. */
function Reason({ release: { reason, reasonCode } }: Pick<Props, 'release'>) {
  if (reason === null) return null;
  return (
    <p className="mb-3 text-sm">
      {reason} {reasonCode !== null && <code className="font-mono text-xs">{reasonCode}</code>}
    </p>
  );
}

function Times({ release }: Pick<Props, 'release'>) {
  const { t } = useTranslation();
  const { createdAt, liveAt, endedAt, buildMs, startMs, replicas, toolsExpected, provenance } = release;
  const seconds = (ms: number | null) =>
    ms === null ? '–' : t('servers.releases.seconds', { seconds: (ms / 1000).toFixed(1) });
  const moment = (at: string | null) => (at === null ? '–' : <Moment at={at} />);
  return (
    <Facts
      facts={[
        [t('servers.releases.apiVersion'), provenance?.apiVersion ?? '–'],
        [t('servers.releases.created'), <Moment key="created" at={createdAt} />],
        [t('servers.releases.live'), moment(liveAt)],
        [t('servers.releases.ended'), moment(endedAt)],
        [t('servers.releases.build'), seconds(buildMs)],
        [t('servers.releases.start'), seconds(startMs)],
        [t('servers.releases.size'), t('servers.releases.sizeOf', { replicas, tools: toolsExpected })],
      ]}
    />
  );
}
