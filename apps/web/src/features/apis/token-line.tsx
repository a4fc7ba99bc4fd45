import { useTranslation } from 'react-i18next';
import type { Api } from '@/api/types';

/** Tools of an API, and what their list costs a model in each mode. */
export function TokenLine({ api }: { readonly api: Api }) {
  const { t } = useTranslation();
  const { toolCount, skippedCount, tokenTotal, tokensByMode } = api;
  const modes = tokensByMode ?? { tools: tokenTotal };
  return (
    <dl className="flex flex-wrap gap-x-6 gap-y-1 text-sm">
      <Figure term={t('apis.tools')} value={toolCount} />
      <Figure term={t('apis.skipped')} value={skippedCount} />
      {Object.entries(modes).map(([mode, tokens]) => (
        <Figure key={mode} term={t('apis.tokensIn', { mode })} value={tokens} />
      ))}
    </dl>
  );
}

function Figure({ term, value }: { readonly term: string; readonly value: number }) {
  return (
    <div className="flex gap-1.5">
      <dt className="text-soft">{term}</dt>
      <dd className="font-medium tabular-nums">{value.toLocaleString()}</dd>
    </div>
  );
}
