import { useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useEvents } from '@/api/live';
import { cn } from '@/ui/cn';
import { Card, CardHead } from '@/ui/card';
import type { LogLine } from '../types';

/** How the release is built, line by line as it happens. */
export function BuildLog({ serverId }: { readonly serverId: string }) {
  const { t } = useTranslation();
  const [lines, setLines] = useState<readonly LogLine[]>([]);
  const place = useRef<HTMLDivElement>(null);
  const read = useCallback((name: string, data: unknown) => {
    if (name === 'line') setLines((known) => withLine(known, data as LogLine));
  }, []);
  useEvents(`/deployments/${serverId}/logs?source=build&follow=true`, read);
  useEffect(() => {
    const box = place.current;
    if (box !== null) box.scrollTop = box.scrollHeight;
  }, [lines]);
  return (
    <Card>
      <CardHead title={t('wizard.deploy.log')} />
      <div
        ref={place}
        role="log"
        tabIndex={0}
        aria-label={t('wizard.deploy.log')}
        className="max-h-64 overflow-auto rounded-lg border border-line bg-ground p-3 font-mono text-xs leading-relaxed"
      >
        {lines.length === 0 && <p className="text-soft">{t('wizard.deploy.noLines')}</p>}
        {lines.map(({ id, at, level, text }) => (
          <p key={id} className={cn('break-words', level === 'error' && 'text-bad')}>
            <span className="text-soft">{new Date(at).toLocaleTimeString()}</span> {text}
          </p>
        ))}
      </div>
    </Card>
  );
}

/** A stream that was broken may tell a line again. */
function withLine(known: readonly LogLine[], line: LogLine): readonly LogLine[] {
  return known.some(({ id }) => id === line.id) ? known : [...known, line];
}
