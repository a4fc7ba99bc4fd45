import { useTranslation } from 'react-i18next';
import type { ToolChanges } from '@/api/types';
import { Badge } from '@/ui/badge';

interface Change {
  readonly key: string;
  readonly kind: 'added' | 'removed' | 'renamed' | 'changed';
  readonly name: string;
  readonly operation: string;
  readonly breaking: boolean;
  readonly reasons: ToolChanges['added'][number]['reasons'];
}

/** What becomes different in the tool list; what may break a call that worked comes first. */
export function ToolDiff({ changes }: { readonly changes: ToolChanges }) {
  const { t } = useTranslation();
  const all = listed(changes);
  if (all.length === 0) return <p>{t('apis.change.nothing')}</p>;
  const breaking = all.filter((change) => change.breaking).length;
  return (
    <>
      <p className="mb-3 text-sm" role="status">
        {t('apis.change.sum', { count: all.length, breaking })}
      </p>
      <ul className="divide-y divide-line">
        {all.map((change) => (
          <li key={change.key} className="py-3">
            <ChangeRow change={change} />
          </li>
        ))}
      </ul>
    </>
  );
}

function ChangeRow({ change: { kind, name, operation, breaking, reasons } }: { readonly change: Change }) {
  const { t } = useTranslation();
  return (
    <>
      <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <Badge tone={kind === 'added' ? 'good' : 'plain'}>{t(`apis.change.kinds.${kind}`)}</Badge>
        <span className="font-mono text-sm break-all">{name}</span>
        <span className="text-sm text-soft">{operation}</span>
        {breaking && <Badge tone="bad">{t('apis.change.breaking')}</Badge>}
      </p>
      <ul className="mt-1 list-disc pl-5 text-sm text-soft">
        {reasons.map((reason) => (
          <li key={reason.text}>{reason.text}</li>
        ))}
      </ul>
    </>
  );
}

function listed({ added, removed, renamed, changed }: ToolChanges): Change[] {
  const named = (kind: Change['kind']) => (change: (typeof added)[number]) => ({
    ...change,
    kind,
    key: `${kind} ${change.name}`,
  });
  const all = [
    ...removed.map(named('removed')),
    ...renamed.map((change) => ({
      ...change,
      kind: 'renamed' as const,
      name: `${change.from} → ${change.to}`,
      key: `renamed ${change.from}`,
    })),
    ...changed.map(named('changed')),
    ...added.map(named('added')),
  ];
  return all.toSorted((a, b) => Number(b.breaking) - Number(a.breaking));
}
