import { useTranslation } from 'react-i18next';
import type { ApiDetail } from '@/api/types';
import { Badge, type Tone } from '@/ui/badge';
import { Card, CardHead } from '@/ui/card';

const MOST = 100;
const TONES: Readonly<Record<string, Tone>> = { error: 'bad', warning: 'warn' };

/** Operations that are no tools, each with its reason, and what was found in the description. */
export function ApiFindings({
  detail: { skipped, diagnostics },
}: {
  readonly detail: Pick<ApiDetail, 'skipped' | 'diagnostics'>;
}) {
  const { t } = useTranslation();
  return (
    <div className="grid items-start gap-6 xl:grid-cols-2">
      <Card>
        <CardHead title={t('apis.skippedTitle', { count: skipped.length })} hint={t('apis.skippedHint')} />
        {skipped.length > 0 && (
          <ul
            tabIndex={0}
            aria-label={t('apis.skipped')}
            className="max-h-96 space-y-2 overflow-y-auto text-sm"
          >
            {skipped.map(({ id, reason, code }) => (
              <li key={`${id} ${code}`}>
                <span className="font-mono">{id}</span> <span className="text-soft">{reason}</span>{' '}
                <code className="text-xs text-soft">{code}</code>
              </li>
            ))}
          </ul>
        )}
      </Card>
      <Card>
        <CardHead
          title={t('apis.diagnostics', { count: diagnostics.length })}
          hint={t('apis.diagnosticsHint')}
        />
        {diagnostics.length > 0 && (
          <ul
            tabIndex={0}
            aria-label={t('apis.diagnosticsLabel')}
            className="max-h-96 space-y-2 overflow-y-auto text-sm"
          >
            {diagnostics.slice(0, MOST).map(({ code, severity, message, location }, index) => (
              <li key={index} className="break-words">
                <Badge tone={TONES[severity] ?? 'plain'}>{severity}</Badge> {message}{' '}
                <code className="text-xs text-soft">{location?.pointer ?? code}</code>
              </li>
            ))}
          </ul>
        )}
      </Card>
    </div>
  );
}
