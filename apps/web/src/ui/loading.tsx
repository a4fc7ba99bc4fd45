import { useTranslation } from 'react-i18next';

/** Grey lines where a text will stand. */
export function Loading({ lines = 4 }: { readonly lines?: number }) {
  const { t } = useTranslation();
  return (
    <div role="status" className="animate-pulse space-y-3">
      <span className="sr-only">{t('state.loading')}</span>
      {Array.from({ length: lines }, (_, index) => (
        <div
          key={index}
          className="h-5 rounded bg-raised"
          style={{ width: `${100 - ((index * 17) % 45)}%` }}
        />
      ))}
    </div>
  );
}
