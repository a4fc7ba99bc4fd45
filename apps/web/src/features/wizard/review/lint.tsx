import { useTranslation } from 'react-i18next';
import type { ApiDetail } from '@/api/types';
import { Badge, type Tone } from '@/ui/badge';
import { Card, CardHead } from '@/ui/card';
import type { ImportReport } from '../types';

const GOOD = 80;
const FAIR = 50;
const SHOWN = 50;

interface LintProps {
  readonly report: ImportReport;
  readonly diagnostics: ApiDetail['diagnostics'];
}

/** How well the description suits a model, and what would make it better. */
export function Lint({ report: { readiness, skipped }, diagnostics }: LintProps) {
  const { t } = useTranslation();
  const { score, deductions } = readiness;
  const tone: Tone = score >= GOOD ? 'good' : score >= FAIR ? 'warn' : 'bad';
  return (
    <Card>
      <CardHead title={t('wizard.lint.title')} hint={t('wizard.lint.hint')}>
        <Badge tone={tone}>{t('wizard.lint.score', { score })}</Badge>
      </CardHead>
      {deductions.length === 0 && <p>{t('wizard.lint.nothing')}</p>}
      <ul className="space-y-3">
        {deductions.map(({ code, points, reason, fix }) => (
          <li key={code} className="flex gap-3 text-sm">
            <span className="w-12 shrink-0 text-right font-mono text-warn">−{points}</span>
            <div>
              <p>{reason}</p>
              <p className="text-soft">{fix}</p>
            </div>
          </li>
        ))}
      </ul>
      <Findings
        label={t('wizard.lint.skipped', { count: skipped.length })}
        findings={skipped.map(({ id, reason, code }) => ({ place: id, text: reason, code }))}
      />
      <Findings
        label={t('wizard.lint.findings', { count: diagnostics.length })}
        findings={diagnostics.map(({ message, code, location }) => ({
          place: location === undefined ? '' : `${location.document}#${location.pointer}`,
          text: message,
          code,
        }))}
      />
    </Card>
  );
}

interface Finding {
  readonly place: string;
  readonly text: string;
  readonly code: string;
}

function Findings({ label, findings }: { readonly label: string; readonly findings: readonly Finding[] }) {
  const { t } = useTranslation();
  if (findings.length === 0) return null;
  return (
    <details className="mt-4 text-sm">
      <summary className="py-1 font-medium">{label}</summary>
      <ul className="mt-2 space-y-2">
        {findings.slice(0, SHOWN).map(({ place, text, code }, index) => (
          <li key={index} className="break-words">
            {text} <code className="font-mono text-xs text-soft">{`${code} ${place}`}</code>
          </li>
        ))}
      </ul>
      {findings.length > SHOWN && (
        <p className="mt-2 text-soft">{t('wizard.lint.more', { count: findings.length - SHOWN })}</p>
      )}
    </details>
  );
}
