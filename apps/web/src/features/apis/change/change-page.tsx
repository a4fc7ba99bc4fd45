import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '@/api/client';
import type { ApiDetail, Customized } from '@/api/types';
import { Button } from '@/ui/button';
import { Card, CardHead } from '@/ui/card';
import { PageHead } from '@/ui/page';
import { ProblemView } from '@/ui/problem-view';
import { QueryView } from '@/ui/query-view';
import { ApiFindings } from '../api-findings';
import { apiQuery } from '../apis-queries';
import { apiChangeRoute } from '../routes';
import { RollOut } from './roll-out';
import { SourceForm, type SourceBody } from './source-form';
import { ToolDiff } from './tool-diff';

/** A newer description: what it changes is seen first, then decided, then generated and rolled out. */
export function ChangePage() {
  const { apiId } = apiChangeRoute.useParams();
  const query = useQuery(apiQuery(apiId));
  return <QueryView query={query}>{(detail) => <Change detail={detail} />}</QueryView>;
}

interface Looked {
  readonly body: SourceBody;
  readonly customized: Customized;
}

function Change({ detail }: { readonly detail: ApiDetail }) {
  const { t } = useTranslation();
  const [isDecided, setDecided] = useState(false);
  const look = useMutation({
    mutationFn: async (body: SourceBody): Promise<Looked> => ({
      body,
      customized: await api.post<Customized>(`/apis/${detail.id}/description/preview`, body),
    }),
  });
  return (
    <div className="space-y-6">
      <PageHead title={t('apis.change.title', { title: detail.title })} hint={t('apis.change.hint')}>
        <Button asChild>
          <Link to="/apis/$apiId" params={{ apiId: detail.id }}>
            {t('actions.back')}
          </Link>
        </Button>
      </PageHead>
      {!isDecided && (
        <Card>
          <CardHead
            title={t('apis.change.source')}
            hint={t('apis.change.sourceHint', { source: detail.sourceName })}
          />
          <SourceForm isBusy={look.isPending} onSubmit={(body) => look.mutate(body)} />
        </Card>
      )}
      {look.isError && <ProblemView error={look.error} />}
      {look.data !== undefined && !look.isPending && (
        <Preview
          apiId={detail.id}
          looked={look.data}
          isDecided={isDecided}
          onDecided={() => setDecided(true)}
        />
      )}
      {isDecided && <RollOut apiId={detail.id} />}
    </div>
  );
}

interface PreviewProps {
  readonly apiId: string;
  readonly looked: Looked;
  readonly isDecided: boolean;
  readonly onDecided: () => void;
}

function Preview({ apiId, looked: { body, customized }, isDecided, onDecided }: PreviewProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { api: after, changes, tokensBefore, skipped, diagnostics } = customized;
  const replace = useMutation({
    mutationFn: () =>
      api.put<Customized>(`/apis/${apiId}/description`, body, { sourceHash: after.sourceHash }),
    onSuccess: async () => {
      onDecided();
      await client.invalidateQueries({ queryKey: ['apis'] });
    },
  });
  return (
    <>
      <Card>
        <CardHead
          title={t(isDecided ? 'apis.change.done' : 'apis.change.what')}
          hint={t('apis.change.tokens', { before: tokensBefore, after: after.tokenTotal })}
        />
        <ToolDiff changes={changes} />
        {!isDecided && (
          <div className="mt-6 space-y-3">
            {replace.isError && <ProblemView error={replace.error} />}
            <Button look="primary" isBusy={replace.isPending} onClick={() => replace.mutate()}>
              {t(changes.breaking ? 'apis.change.takeBreaking' : 'apis.change.take')}
            </Button>
            <p className="text-sm text-soft">{t('apis.change.takeHint')}</p>
          </div>
        )}
      </Card>
      {!isDecided && <ApiFindings detail={{ skipped: [...skipped], diagnostics }} />}
    </>
  );
}
