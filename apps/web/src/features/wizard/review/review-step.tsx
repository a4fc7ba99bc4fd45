import { useMutation, useQuery } from '@tanstack/react-query';
import { useMemo, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { ApiDetail, Tool } from '@/api/types';
import { Card, CardHead } from '@/ui/card';
import { ProblemView } from '@/ui/problem-view';
import { QueryView } from '@/ui/query-view';
import { useDraft } from '../draft';
import { StepActions, useGo } from '../step-actions';
import type { ImportReport } from '../types';
import { allToolsQuery, detailQuery, reportQuery } from '../wizard-queries';
import { Budget } from './budget';
import { Lint } from './lint';
import { chosenOf, toolRows } from './rows';
import { saveEdits } from './save-edits';
import { ToolChooser } from './tool-chooser';

/** What was found, and which of it becomes tools. */
export function ReviewStep({ apiId }: { readonly apiId: string }) {
  const detail = useQuery(detailQuery(apiId));
  const tools = useQuery(allToolsQuery(apiId));
  const report = useQuery(reportQuery(apiId));
  return (
    <QueryView query={detail}>
      {(api) => (
        <QueryView query={tools} lines={12}>
          {(all) => (
            <QueryView query={report} lines={12}>
              {(found) => <Review api={api} tools={all} report={found} />}
            </QueryView>
          )}
        </QueryView>
      )}
    </QueryView>
  );
}

interface ReviewProps {
  readonly api: ApiDetail;
  readonly tools: readonly Tool[];
  readonly report: ImportReport;
}

function Review({ api, tools, report }: ReviewProps) {
  const { t } = useTranslation();
  const [{ edits }] = useDraft(api.id);
  const leftOutTag = t('wizard.review.leftOut');
  const rows = useMemo(
    () => toolRows(tools, report.filtered, edits, leftOutTag),
    [tools, report.filtered, edits, leftOutTag],
  );
  const go = useGo();
  const saving = useMutation({ mutationFn: () => saveEdits(api.id), onSuccess: () => go('access') });
  const chosen = chosenOf(rows);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (chosen.tools > 0) saving.mutate();
  };
  return (
    <form onSubmit={submit} className="space-y-4">
      <Card>
        <CardHead title={`${api.title} ${api.version}`} hint={`${api.format} · ${api.sourceName}`} />
        <Budget clients={report.clients} chosen={chosen} isChanged={Object.keys(edits).length > 0} />
      </Card>
      <Card>
        <CardHead title={t('wizard.review.tools')} hint={t('wizard.review.toolsHint')} />
        <ToolChooser apiId={api.id} rows={rows} />
      </Card>
      <Lint report={report} diagnostics={api.diagnostics} />
      {chosen.tools === 0 && (
        <p role="alert" className="text-sm text-bad">
          {t('wizard.review.noTools')}
        </p>
      )}
      {saving.error !== null && <ProblemView error={saving.error} />}
      <StepActions back="source" isBusy={saving.isPending} />
    </form>
  );
}
