import { CircleAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { toProblem, type Finding } from '@/api/problem';
import { Button } from './button';

const MOST_FINDINGS = 8;

/** An error with its code and what to do about it. */
export function ProblemView({ error, onRetry }: { readonly error: unknown; readonly onRetry?: () => void }) {
  const { t } = useTranslation();
  const problem = toProblem(error);
  const { diagnostics = [], requestId } = problem.body;
  return (
    <div role="alert" className="rounded-xl border border-bad/40 bg-bad-soft p-4">
      <p className="flex items-start gap-2 font-medium text-bad">
        <CircleAlert className="mt-0.5 size-5 shrink-0" aria-hidden />
        {problem.message}
      </p>
      {problem.fix !== undefined && <p className="mt-2 pl-7">{problem.fix}</p>}
      {diagnostics.length > 0 && (
        <ul className="mt-2 list-disc space-y-1 pl-12 text-sm">
          {diagnostics.slice(0, MOST_FINDINGS).map((finding) => (
            <FindingLine key={`${placeOf(finding)} ${finding.message}`} finding={finding} />
          ))}
        </ul>
      )}
      <div className="mt-3 flex flex-wrap items-center gap-3 pl-7 text-sm">
        <span>
          {t('state.errorCode')} <code className="font-mono">{problem.code}</code>
        </span>
        {requestId !== undefined && (
          <span>
            {t('state.requestId')} <code className="font-mono">{requestId}</code>
          </span>
        )}
        {onRetry !== undefined && (
          <Button size="small" onClick={onRetry}>
            {t('actions.retry')}
          </Button>
        )}
      </div>
    </div>
  );
}

function FindingLine({ finding }: { readonly finding: Finding }) {
  const { message, fix } = finding;
  return (
    <li>
      {message} <code className="font-mono text-xs break-all">{placeOf(finding)}</code>
      {fix !== undefined && <span className="block text-soft">{fix}</span>}
    </li>
  );
}

/** As editors take it where the line is known; as a pointer into the document otherwise. */
function placeOf({ location }: Finding): string {
  if (location === undefined) return '';
  const { document, pointer, line, column } = location;
  if (line !== undefined) return [document, line, column].filter((part) => part !== undefined).join(':');
  return pointer === '' ? document : `${document}#${pointer}`;
}
