import { useTranslation } from 'react-i18next';
import type { PlayedCall } from '@/api/types';
import { Badge } from '@/ui/badge';
import { Card, CardHead } from '@/ui/card';
import { CodeBlock } from '@/ui/code-block';
import { Loading } from '@/ui/loading';
import { ProblemView } from '@/ui/problem-view';
import type { CallMutation } from './call-form';
import { ContentPart, type Content } from './content-part';
import { ExchangeView } from './exchange-view';

/** What the tool answered, and what went over the wire for it. */
export function Outcome({ call }: { readonly call: CallMutation }) {
  const { t } = useTranslation();
  return (
    <div className="min-w-0 space-y-4" aria-live="polite" aria-busy={call.isPending}>
      {call.isIdle && (
        <Card>
          <CardHead title={t('playground.result')} hint={t('playground.noResult')} />
        </Card>
      )}
      {call.isPending && (
        <Card>
          <Loading />
        </Card>
      )}
      {call.isError && <ProblemView error={call.error} />}
      {call.data !== undefined && <Played played={call.data} />}
    </div>
  );
}

function Played({ played }: { readonly played: PlayedCall }) {
  return (
    <>
      <ResultCard played={played} />
      <Exchanges exchanges={played.exchanges} />
    </>
  );
}

function ResultCard({ played: { result, durationMs } }: { readonly played: PlayedCall }) {
  const { t } = useTranslation();
  const {
    content = [],
    structuredContent,
    isError,
  } = result as {
    content?: readonly Content[];
    structuredContent?: unknown;
    isError?: boolean;
  };
  return (
    <Card>
      <CardHead title={t('playground.result')}>
        <Badge tone={isError === true ? 'bad' : 'good'}>
          {t(isError === true ? 'playground.isError' : 'playground.isOk')}
        </Badge>
        <Badge>{t('playground.ms', { ms: durationMs })}</Badge>
      </CardHead>
      <div className="space-y-4">
        {structuredContent !== undefined && (
          <CodeBlock label={t('playground.structured')} text={JSON.stringify(structuredContent, null, 2)} />
        )}
        {content.map((part, index) => (
          <ContentPart key={index} part={part} />
        ))}
      </div>
    </Card>
  );
}

function Exchanges({ exchanges }: Pick<PlayedCall, 'exchanges'>) {
  const { t } = useTranslation();
  if (exchanges === null || exchanges.length === 0)
    return (
      <Card>
        <CardHead
          title={t('playground.upstream')}
          hint={t(exchanges === null ? 'playground.notTold' : 'playground.nothingSent')}
        />
      </Card>
    );
  return exchanges.map((exchange, index) => (
    <ExchangeView key={index} exchange={exchange} number={exchanges.length > 1 ? index + 1 : undefined} />
  ));
}
