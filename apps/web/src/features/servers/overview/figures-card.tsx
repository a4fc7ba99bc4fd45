import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CallFigures, DeploymentFigures, FigurePoint } from '@/api/types';
import { Card, CardHead } from '@/ui/card';
import { Select } from '@/ui/field';
import { QueryView } from '@/ui/query-view';
import { TimeChart } from '@/ui/time-chart';
import { figuresQuery } from '../servers-queries';

const HOURS = [1, 6, 24] as const;
const MIB = 1_048_576;
const MOST_TOOLS = 10;

/** Calls, errors, latency and usage over time. */
export function FiguresCard({ serverId }: { readonly serverId: string }) {
  const { t } = useTranslation();
  const [hours, setHours] = useState<number>(1);
  const query = useQuery({ ...figuresQuery(serverId, hours), placeholderData: (before) => before });
  return (
    <Card>
      <CardHead title={t('servers.figures.title')} hint={t('servers.figures.hint')}>
        <Select
          aria-label={t('servers.figures.time')}
          value={hours}
          onChange={({ target }) => setHours(Number(target.value))}
          className="w-auto"
        >
          {HOURS.map((count) => (
            <option key={count} value={count}>
              {t('servers.figures.hours', { count })}
            </option>
          ))}
        </Select>
      </CardHead>
      <QueryView query={query}>
        {(figures) => (
          <div className="space-y-6">
            <Totals {...figures.total} />
            <Charts points={figures.points} />
            <MostCalled tools={figures.tools} />
          </div>
        )}
      </QueryView>
    </Card>
  );
}

function Totals({ calls, errors, p50Ms, p95Ms }: CallFigures) {
  const { t } = useTranslation();
  const ms = (value: number | null) =>
    value === null ? '–' : t('servers.figures.ms', { ms: Math.round(value) });
  const totals = [
    [t('servers.figures.calls'), calls],
    [t('servers.figures.errors'), errors],
    [t('servers.figures.p50'), ms(p50Ms)],
    [t('servers.figures.p95'), ms(p95Ms)],
  ] as const;
  return (
    <dl className="grid grid-cols-2 gap-3 sm:grid-cols-4">
      {totals.map(([name, value]) => (
        <div key={name} className="rounded-lg bg-raised px-3 py-2">
          <dt className="text-sm text-soft">{name}</dt>
          <dd className="text-lg font-semibold tabular-nums">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Charts({ points }: { readonly points: readonly FigurePoint[] }) {
  const { t } = useTranslation();
  const of = (value: (point: FigurePoint) => number | null) =>
    points.map((point) => ({ at: point.at, value: value(point) }));
  const number = (value: number) => value.toLocaleString([], { maximumFractionDigits: 3 });
  return (
    <div className="grid gap-6 md:grid-cols-2">
      <TimeChart title={t('servers.figures.calls')} points={of(({ calls }) => calls)} format={number} />
      <TimeChart
        title={t('servers.figures.errors')}
        points={of(({ errors }) => errors)}
        format={number}
        tone="bad"
      />
      <TimeChart
        title={t('servers.figures.p95')}
        points={of(({ p95Ms }) => p95Ms)}
        format={(ms) => t('servers.figures.ms', { ms: Math.round(ms) })}
        tone="warn"
      />
      <TimeChart
        title={t('servers.figures.memory')}
        points={of(({ usage }) => (usage === null ? null : usage.memoryBytes))}
        format={(bytes) => t('servers.figures.mib', { mib: Math.round(bytes / MIB) })}
        tone="good"
      />
    </div>
  );
}

function MostCalled({ tools }: { readonly tools: DeploymentFigures['tools'] }) {
  const { t } = useTranslation();
  if (tools.length === 0) return null;
  return (
    <div className="overflow-x-auto">
      <table className="w-full text-sm">
        <caption className="mb-2 text-left font-medium">{t('servers.figures.mostCalled')}</caption>
        <thead>
          <tr className="text-soft">
            <th className="text-left font-medium">{t('servers.figures.tool')}</th>
            {(['calls', 'errors', 'p95'] as const).map((name) => (
              <th key={name} className="pl-4 text-right font-medium">
                {t(`servers.figures.${name}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="tabular-nums">
          {tools.slice(0, MOST_TOOLS).map(({ tool, calls, errors, p95Ms }) => (
            <tr key={tool} className="border-t border-line">
              <td className="py-1.5 font-mono">{tool === '' ? t('servers.figures.unnamed') : tool}</td>
              <td className="py-1.5 text-right">{calls}</td>
              <td className="py-1.5 text-right">{errors}</td>
              <td className="py-1.5 text-right">
                {p95Ms === null ? '–' : t('servers.figures.ms', { ms: Math.round(p95Ms) })}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
