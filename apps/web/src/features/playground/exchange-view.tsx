import { useTranslation } from 'react-i18next';
import type { Exchange, ExchangeBody } from '@/api/types';
import { Badge } from '@/ui/badge';
import { Card, CardHead } from '@/ui/card';
import { CodeBlock } from '@/ui/code-block';

interface ExchangeViewProps {
  readonly exchange: Exchange;
  /** Of several; undefined for the only one. */
  readonly number: number | undefined;
}

/** A request to the API as it was sent, and the answer as it came; the server has taken secrets out. */
export function ExchangeView({ exchange, number }: ExchangeViewProps) {
  const { t } = useTranslation();
  const { request, answer, error, ms } = exchange;
  const title = number === undefined ? t('playground.upstream') : t('playground.upstreamOf', { number });
  return (
    <Card>
      <CardHead title={title} hint={t('playground.upstreamHint')}>
        {answer !== undefined && (
          <Badge tone={answer.status < 400 ? 'good' : 'bad'}>
            {t('playground.status', { status: answer.status })}
          </Badge>
        )}
        <Badge>{t('playground.ms', { ms })}</Badge>
      </CardHead>
      <div className="space-y-4">
        <CodeBlock
          label={t('playground.request')}
          text={`${request.method} ${request.url}\n${headerLines(request.headers)}`}
        />
        <Body label={t('playground.requestBody')} body={request.body} />
        {error !== undefined && <p className="text-bad">{error}</p>}
        {answer !== undefined && (
          <>
            <CodeBlock
              label={t('playground.answer')}
              text={`${answer.status}\n${headerLines(answer.headers)}`}
            />
            <Body label={t('playground.answerBody')} body={answer.body} />
          </>
        )}
      </div>
    </Card>
  );
}

function headerLines(headers: Exchange['request']['headers']): string {
  return headers.map(([name, value]) => `${name}: ${value}`).join('\n');
}

function Body({ label, body }: { readonly label: string; readonly body: ExchangeBody | undefined }) {
  const { t } = useTranslation();
  if (body === undefined) return null;
  if (body.text === undefined)
    return <p className="text-sm text-soft">{t('playground.binary', { label, count: body.bytes })}</p>;
  return (
    <>
      <CodeBlock label={label} text={body.text} />
      {body.isCut && <p className="text-sm text-soft">{t('playground.cut', { count: body.bytes })}</p>}
    </>
  );
}
