import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { CallHistory } from '@/api/types';
import { Card, CardHead } from '@/ui/card';
import { QueryView } from '@/ui/query-view';
import { historyQuery } from './overview-queries';

const WIDTH = 960;
const HEIGHT = 120;

/** Calls of all servers over the last day, errors among them. */
export function UsageCard() {
  const { t } = useTranslation();
  const query = useQuery(historyQuery);
  return (
    <Card aria-label={t('overview.usage.title')}>
      <CardHead title={t('overview.usage.title')} hint={t('overview.usage.hint')} />
      <QueryView query={query} lines={3}>
        {(history) =>
          history.total.calls === 0 ? (
            <p className="text-soft">{t('overview.usage.none')}</p>
          ) : (
            <Bars history={history} />
          )
        }
      </QueryView>
    </Card>
  );
}

function Bars({ history: { points, total, stepSeconds } }: { readonly history: CallHistory }) {
  const { t, i18n } = useTranslation();
  const highest = Math.max(1, ...points.map(({ calls }) => calls));
  const step = WIDTH / points.length;
  const tall = (count: number) => (count === 0 ? 0 : Math.max(2, (count / highest) * HEIGHT));
  const clock = (at: string | undefined) =>
    at === undefined
      ? ''
      : new Date(at).toLocaleTimeString(i18n.language, { hour: '2-digit', minute: '2-digit' });
  return (
    <figure>
      <svg
        role="img"
        aria-label={t('overview.usage.label', { calls: total.calls, errors: total.errors })}
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        className="h-30 w-full border-b border-line"
      >
        {points.map(({ at, calls, errors }, index) => (
          <g key={at}>
            <title>{t('overview.usage.point', { time: clock(at), calls, errors })}</title>
            <rect
              x={index * step}
              y={HEIGHT - tall(calls)}
              width={step * 0.8}
              height={tall(calls)}
              className="fill-accent"
            />
            <rect
              x={index * step}
              y={HEIGHT - tall(errors)}
              width={step * 0.8}
              height={tall(errors)}
              className="fill-bad"
            />
          </g>
        ))}
      </svg>
      <figcaption className="mt-2 flex flex-wrap justify-between gap-x-4 text-xs text-soft">
        <span>{clock(points[0]?.at)}</span>
        <span>
          {t('overview.usage.scale', { highest, minutes: stepSeconds / 60 })}{' '}
          {t('overview.usage.legend', { calls: total.calls, errors: total.errors })}
        </span>
        <span>{t('overview.usage.now')}</span>
      </figcaption>
    </figure>
  );
}
