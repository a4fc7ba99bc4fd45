import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { archiveFormats } from '@/api/archive-formats';
import { apiUrl } from '@/api/client';
import type { Generation } from '@/api/types';
import { Badge, type Tone } from '@/ui/badge';
import { Button } from '@/ui/button';
import { Card, CardHead } from '@/ui/card';
import { ProblemView } from '@/ui/problem-view';
import { QueryView } from '@/ui/query-view';
import { generationsQuery, isUnderWay, useGenerate } from './apis-queries';
import { ModeSelect } from './mode-select';

const TONES: Readonly<Record<string, Tone>> = { succeeded: 'good', failed: 'bad' };

/** Projects generated from the API, newest first. */
export function ApiGenerations({ apiId }: { readonly apiId: string }) {
  const { t } = useTranslation();
  const query = useQuery(generationsQuery(apiId));
  const generate = useGenerate(apiId);
  const [mode, setMode] = useState<Generation['mode']>('tools');
  return (
    <Card>
      <CardHead title={t('apis.generations.title')} hint={t('apis.generations.hint')} />
      <div className="mb-4 flex flex-wrap items-end gap-3">
        <ModeSelect mode={mode} onChange={setMode} />
        <Button isBusy={generate.isPending} onClick={() => generate.mutate(mode)}>
          {t('apis.generations.start')}
        </Button>
      </div>
      {generate.isError && <ProblemView error={generate.error} />}
      <QueryView query={query} lines={2}>
        {(generations) => (
          <ul className="divide-y divide-line">
            {generations.map((generation) => (
              <GenerationRow key={generation.id} generation={generation} />
            ))}
          </ul>
        )}
      </QueryView>
    </Card>
  );
}

function GenerationRow({ generation }: { readonly generation: Generation }) {
  const { t } = useTranslation();
  const { id, state, mode, createdAt, changes, errorDetail, percent } = generation;
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-2 py-3 text-sm">
      <time dateTime={createdAt}>{new Date(createdAt).toLocaleString()}</time>
      <Badge tone={TONES[state] ?? 'accent'}>
        {t(`apis.generations.states.${state}` as 'apis.generations.states.failed')}
      </Badge>
      <span className="text-soft">{t('apis.generations.mode', { mode })}</span>
      {isUnderWay(generation) && (
        <progress aria-label={t('apis.generations.progress')} max={100} value={percent} />
      )}
      {changes !== null && <ChangeCounts changes={changes} />}
      {errorDetail !== null && <span className="text-bad">{errorDetail}</span>}
      {state === 'succeeded' &&
        archiveFormats(generation).map((format) => (
          <Button key={format} asChild size="small">
            <a href={apiUrl(`/generations/${id}/archive`, { format })} download>
              {t('apis.generations.download', { format })}
            </a>
          </Button>
        ))}
    </li>
  );
}

function ChangeCounts({ changes }: { readonly changes: NonNullable<Generation['changes']> }) {
  const { t } = useTranslation();
  return (
    <>
      <span className="text-soft">{t('apis.generations.changes', { ...changes })}</span>
      {changes.breaking && <Badge tone="warn">{t('apis.change.breaking')}</Badge>}
    </>
  );
}
