import { useId, useMemo } from 'react';
import { useTranslation } from 'react-i18next';

const WIDTH = 480;
const HEIGHT = 120;
const MOST_ROWS = 24;

export interface ChartPoint {
  /** ISO 8601. */
  readonly at: string;
  /** Null where there is nothing to tell: the line has a gap. */
  readonly value: number | null;
}

interface Props {
  readonly title: string;
  readonly points: readonly ChartPoint[];
  readonly format: (value: number) => string;
  readonly tone?: 'accent' | 'bad' | 'good' | 'warn';
}

const TONES = { accent: 'text-accent', bad: 'text-bad', good: 'text-good', warn: 'text-warn' } as const;

/** Values over time as a line, with the same as a table for whoever wants numbers or cannot see it. */
export function TimeChart({ title, points, format, tone = 'accent' }: Props) {
  const { t } = useTranslation();
  const id = useId();
  const known = points.filter((point): point is { at: string; value: number } => point.value !== null);
  const highest = Math.max(0, ...known.map(({ value }) => value));
  const last = known.at(-1);
  const lines = useMemo(() => linesOf(points, highest), [points, highest]);
  return (
    <figure aria-labelledby={id} className="min-w-0">
      <figcaption id={id} className="flex items-baseline justify-between gap-2 text-sm">
        <span className="font-medium">{title}</span>
        <span className="text-soft tabular-nums">{t('chart.highest', { value: format(highest) })}</span>
      </figcaption>
      <svg
        role="img"
        aria-label={
          last === undefined
            ? t('chart.nothing', { title })
            : t('chart.label', { title, highest: format(highest), last: format(last.value) })
        }
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        className={`mt-2 h-28 w-full rounded border-b border-line bg-ground ${TONES[tone]}`}
      >
        {lines.map(({ area, line }) => (
          <g key={area}>
            <polygon points={area} fill="currentColor" opacity="0.13" />
            <polyline
              points={line}
              fill="none"
              stroke="currentColor"
              strokeWidth="1.5"
              strokeLinejoin="round"
              vectorEffect="non-scaling-stroke"
            />
          </g>
        ))}
      </svg>
      <Times points={points} />
      <Table {...{ title, points, format }} />
    </figure>
  );
}

function Times({ points }: Pick<Props, 'points'>) {
  const ends = [points[0], points.at(-1)].filter((point) => point !== undefined);
  return (
    <p className="mt-1 flex justify-between text-xs text-soft tabular-nums" aria-hidden>
      {ends.map(({ at }, index) => (
        <span key={index}>{clock(at)}</span>
      ))}
    </p>
  );
}

function Table({ title, points, format }: Pick<Props, 'title' | 'points' | 'format'>) {
  const { t } = useTranslation();
  const rows = points.filter(({ value }) => value !== null && value !== 0).slice(-MOST_ROWS);
  return (
    <details className="mt-1 text-sm">
      <summary className="inline-block py-1 text-soft hover:text-ink">
        {t('chart.table')}
        <span className="sr-only">: {title}</span>
      </summary>
      {rows.length === 0 ? (
        <p className="py-2 text-soft">{t('chart.noRows')}</p>
      ) : (
        <table className="mt-2 w-full text-left">
          <caption className="sr-only">{title}</caption>
          <thead>
            <tr className="text-soft">
              <th className="font-medium">{t('chart.time')}</th>
              <th className="text-right font-medium">{t('chart.value')}</th>
            </tr>
          </thead>
          <tbody className="tabular-nums">
            {rows.map(({ at, value }) => (
              <tr key={at} className="border-t border-line">
                <td className="py-1">{clock(at)}</td>
                <td className="py-1 text-right">{format(value ?? 0)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </details>
  );
}

/** A line for each stretch without gaps, with the ground below it. */
function linesOf(points: readonly ChartPoint[], highest: number): { area: string; line: string }[] {
  const step = WIDTH / Math.max(1, points.length - 1);
  const lines: string[][] = [[]];
  for (const [index, { value }] of points.entries()) {
    if (value === null) lines.push([]);
    else {
      const y = HEIGHT - 2 - (value / Math.max(highest, Number.MIN_VALUE)) * (HEIGHT - 10);
      lines.at(-1)?.push(`${(index * step).toFixed(1)},${y.toFixed(1)}`);
    }
  }
  return lines
    .filter((line) => line.length > 0)
    .map((line) => {
      const xOf = (point: string | undefined) => Number(point?.split(',')[0]);
      // One value alone is seen, too.
      const drawn = line.length === 1 ? [-3, 3].map((by) => moved(line[0], by)) : line;
      const area = [`${xOf(drawn[0])},${HEIGHT}`, ...drawn, `${xOf(drawn.at(-1))},${HEIGHT}`];
      return { area: area.join(' '), line: drawn.join(' ') };
    });
}

function moved(point = '0,0', by: number): string {
  const [x, y] = point.split(',');
  return `${Number(x) + by},${y}`;
}

function clock(at: string): string {
  return new Date(at).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
}
