import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { api } from '@/api/client';
import type { Deployment, Release } from '@/api/types';
import { Badge, type Tone } from '@/ui/badge';
import { ProblemView } from '@/ui/problem-view';

const EVERY_MS = 1_000;
const TONES: Readonly<Record<string, Tone>> = { live: 'good', failed: 'bad' };

interface ReleaseProgressProps {
  readonly server: Deployment;
  readonly generationId: string;
  /** Why no release was made. */
  readonly error: unknown;
}

/** How far a server's release has come. */
export function ReleaseProgress({ server: { id, slug }, generationId, error }: ReleaseProgressProps) {
  const { t } = useTranslation();
  const query = useQuery({
    queryKey: ['servers', id, 'releases'],
    queryFn: ({ signal }) => api.get<Release[]>(`/deployments/${id}/releases`, undefined, signal),
    enabled: error === undefined,
    refetchInterval: ({ state }) => (isOver(ofGeneration(state.data, generationId)) ? false : EVERY_MS),
  });
  const release = ofGeneration(query.data, generationId);
  return (
    <li className="space-y-2 py-3">
      <p className="flex flex-wrap items-center gap-3" role="status">
        <Link
          to="/servers/$serverId"
          params={{ serverId: id }}
          className="font-medium text-accent hover:underline"
        >
          {slug}
        </Link>
        {release !== undefined && (
          <>
            <span className="text-sm text-soft">{t('apis.rollOut.release', { number: release.number })}</span>
            <Badge tone={TONES[release.state] ?? 'accent'}>{release.state}</Badge>
          </>
        )}
        {release?.state === 'failed' && <span className="text-sm text-bad">{release.reason}</span>}
      </p>
      {error !== undefined && <ProblemView error={error} />}
    </li>
  );
}

function ofGeneration(releases: readonly Release[] | undefined, generationId: string): Release | undefined {
  return releases?.find((release) => release.generationId === generationId);
}

function isOver(release: Release | undefined): boolean {
  return release !== undefined && ['live', 'failed', 'superseded', 'ended'].includes(release.state);
}
