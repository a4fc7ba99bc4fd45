import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { GenerationChanges, Release } from '@/api/types';
import { Badge } from '@/ui/badge';
import { QueryView } from '@/ui/query-view';
import { changesQuery } from '../servers-queries';

interface Props {
  readonly release: Release;
  readonly before: Release;
}

/** What became different in the tools since the release before. */
export function ReleaseChanges({ release, before }: Props) {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  const isSame = release.generationId === before.generationId;
  const query = useQuery({
    ...changesQuery(release.generationId, before.generationId),
    enabled: isOpen && !isSame,
  });
  if (isSame)
    return <p className="text-sm text-soft">{t('servers.releases.sameTools', { number: before.number })}</p>;
  return (
    <details
      className="rounded-lg border border-line px-4 py-2"
      onToggle={({ currentTarget }) => setOpen(currentTarget.open)}
    >
      <summary className="py-1 text-sm font-medium">
        {t('servers.releases.changes', { number: before.number })}
      </summary>
      <div className="pt-2 pb-2">
        {isOpen && <QueryView query={query}>{({ changes }) => <Changes changes={changes} />}</QueryView>}
      </div>
    </details>
  );
}

function Changes({ changes }: Pick<GenerationChanges, 'changes'>) {
  const { t } = useTranslation();
  if (changes === null) return null;
  const { added, removed, renamed, changed } = changes;
  const all = [
    ...added.map((one) => ({ kind: 'added' as const, ...one })),
    ...removed.map((one) => ({ kind: 'removed' as const, ...one })),
    ...renamed.map((one) => ({ kind: 'renamed' as const, name: `${one.from} → ${one.to}`, ...one })),
    ...changed.map((one) => ({ kind: 'changed' as const, ...one })),
  ];
  if (all.length === 0) return <p className="text-sm text-soft">{t('servers.releases.noChanges')}</p>;
  return (
    <ul className="max-h-96 space-y-2 overflow-y-auto text-sm">
      {all.map(({ kind, name, breaking, reasons }) => (
        <li key={`${kind} ${name}`}>
          <span className="flex flex-wrap items-center gap-2">
            <span className="text-soft">{t(`servers.releases.kinds.${kind}`)}</span>
            <span className="font-mono">{name}</span>
            {breaking && <Badge tone="bad">{t('servers.releases.breaking')}</Badge>}
          </span>
          {reasons.map(({ text }) => (
            <span key={text} className="block text-soft">
              {text}
            </span>
          ))}
        </li>
      ))}
    </ul>
  );
}
