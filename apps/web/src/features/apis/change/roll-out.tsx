import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '@/api/client';
import type { Deployment, Generation } from '@/api/types';
import { StateBadge } from '@/features/servers/state-badge';
import { Button } from '@/ui/button';
import { Card, CardHead } from '@/ui/card';
import { Checkbox } from '@/ui/field';
import { ProblemView } from '@/ui/problem-view';
import { QueryView } from '@/ui/query-view';
import { apiServersQuery, generationsQuery, useGenerate } from '../apis-queries';
import { ModeSelect } from '../mode-select';
import { ReleaseProgress } from './release-progress';

/** Generates the changed API, and brings it to the servers that are chosen. */
export function RollOut({ apiId }: { readonly apiId: string }) {
  const { t } = useTranslation();
  const generate = useGenerate(apiId);
  const generations = useQuery(generationsQuery(apiId));
  const [chosen, setMode] = useState<Generation['mode']>();
  const mode = chosen ?? generations.data?.[0]?.mode ?? 'tools';
  const id = generate.data?.id;
  const generation = generations.data?.find((one) => one.id === id) ?? generate.data;
  return (
    <Card>
      <CardHead title={t('apis.rollOut.title')} hint={t('apis.rollOut.hint')} />
      {generation === undefined ? (
        <div className="flex flex-wrap items-end gap-3">
          <ModeSelect mode={mode} onChange={setMode} />
          <Button look="primary" isBusy={generate.isPending} onClick={() => generate.mutate(mode)}>
            {t('apis.generations.start')}
          </Button>
        </div>
      ) : (
        <Generated generation={generation} apiId={apiId} />
      )}
      {generate.isError && <ProblemView error={generate.error} />}
    </Card>
  );
}

function Generated({ generation, apiId }: { readonly generation: Generation; readonly apiId: string }) {
  const { t } = useTranslation();
  const { state, percent, errorDetail } = generation;
  if (state === 'failed') return <p className="text-bad">{errorDetail}</p>;
  if (state === 'succeeded') return <Servers generationId={generation.id} apiId={apiId} />;
  return (
    <div role="status" className="space-y-2">
      <p>{t('apis.rollOut.generating')}</p>
      <progress aria-label={t('apis.generations.progress')} max={100} value={percent} className="w-full" />
    </div>
  );
}

function Servers({ generationId, apiId }: { readonly generationId: string; readonly apiId: string }) {
  const { t } = useTranslation();
  const query = useQuery(apiServersQuery(apiId));
  return (
    <QueryView query={query}>
      {(servers) =>
        servers.length === 0 ? (
          <p>{t('apis.rollOut.noServers')}</p>
        ) : (
          <Chosen servers={servers} generationId={generationId} />
        )
      }
    </QueryView>
  );
}

interface ChosenProps {
  readonly servers: readonly Deployment[];
  readonly generationId: string;
}

function Chosen({ servers, generationId }: ChosenProps) {
  const { t } = useTranslation();
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const release = useReleases(generationId);
  const chosen = servers.filter(({ id }) => !left.has(id));
  if (release.data !== undefined)
    return (
      <ul className="divide-y divide-line">
        {release.data.map(({ server, error }) => (
          <ReleaseProgress key={server.id} server={server} generationId={generationId} error={error} />
        ))}
      </ul>
    );
  const toggle = (id: string) =>
    setLeft(left.has(id) ? new Set([...left].filter((one) => one !== id)) : new Set([...left, id]));
  return (
    <fieldset className="space-y-3">
      <legend className="mb-2 font-medium">{t('apis.rollOut.which')}</legend>
      {servers.map(({ id, slug, state }) => (
        <div key={id} className="flex flex-wrap items-center gap-3">
          <Checkbox label={slug} checked={!left.has(id)} onChange={() => toggle(id)} />
          <StateBadge state={state} />
        </div>
      ))}
      <Button
        look="primary"
        isBusy={release.isPending}
        disabled={chosen.length === 0}
        onClick={() => release.mutate(chosen)}
      >
        {t('apis.rollOut.start', { count: chosen.length })}
      </Button>
    </fieldset>
  );
}

/** One server's refusal does not keep the others from theirs. */
function useReleases(generationId: string) {
  return useMutation({
    mutationFn: (servers: readonly Deployment[]) =>
      Promise.all(
        servers.map(async (server) => {
          try {
            await api.post(`/deployments/${server.id}/releases`, { generationId });
            return { server, error: undefined };
          } catch (error) {
            return { server, error };
          }
        }),
      ),
  });
}
