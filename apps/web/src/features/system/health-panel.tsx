import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { System, SystemCheck, SystemLimit } from '@/api/types';
import { Ago } from '@/ui/ago';
import { Badge } from '@/ui/badge';
import { Card, CardHead } from '@/ui/card';

/** How the hub is, what it is made of, and what is taken of its limits. */
export function HealthPanel({ system }: { readonly system: System }) {
  const { t } = useTranslation();
  return (
    <div className="grid gap-6 lg:grid-cols-2">
      <Card aria-label={t('system.health.title')}>
        <CardHead title={t('system.health.title')} hint={t('system.health.hint')} />
        <ul className="divide-y divide-line">
          {system.checks.map((check) => (
            <Check key={check.name} check={check} />
          ))}
        </ul>
      </Card>
      <Card aria-label={t('system.limits.title')}>
        <CardHead title={t('system.limits.title')} hint={t('system.limits.hint')} />
        <ul className="space-y-4">
          {system.limits.map((limit) => (
            <Limit key={limit.name} limit={limit} />
          ))}
        </ul>
      </Card>
      <Card aria-label={t('system.runtime.title')}>
        <CardHead title={t('system.runtime.title')} hint={t('system.runtime.hint')} />
        <p className="font-medium">{system.runtime.name}</p>
        <p className="mt-1 break-words text-soft">{system.runtime.reason}</p>
      </Card>
      <About system={system} />
    </div>
  );
}

function Check({ check: { name, isUp, detail } }: { readonly check: SystemCheck }) {
  const { t } = useTranslation();
  return (
    <li className="flex flex-wrap items-start justify-between gap-2 py-2.5 first:pt-0 last:pb-0">
      <div className="min-w-0">
        <p className="font-medium">{t(`system.checks.${name as 'database' | 'queue' | 'runtime'}`)}</p>
        {detail !== null && <p className="text-sm break-words text-soft">{detail}</p>}
      </div>
      <Badge tone={isUp ? 'good' : 'bad'}>{t(isUp ? 'system.checks.up' : 'system.checks.down')}</Badge>
    </li>
  );
}

function Limit({ limit: { name, used, most } }: { readonly limit: SystemLimit }) {
  const { t, i18n } = useTranslation();
  const number = (value: number) => value.toLocaleString(i18n.language);
  const label = t(`system.limits.${name as 'servers' | 'memoryMb' | 'builds'}`);
  return (
    <li>
      <p className="flex flex-wrap justify-between gap-x-3 text-sm">
        <span className="font-medium">{label}</span>
        <span className="text-soft tabular-nums">
          {most === null
            ? t('system.limits.without', { used: number(used) })
            : t('system.limits.of', { used: number(used), most: number(most) })}
        </span>
      </p>
      {most !== null && (
        <meter min={0} max={most} value={used} aria-label={label} className="mt-1.5 block h-2 w-full" />
      )}
    </li>
  );
}

function About({ system }: { readonly system: System }) {
  const { t } = useTranslation();
  const { versions, leader, roles } = system;
  const leading = leader.isThis ? 'this' : leader.isThere ? 'other' : 'none';
  const rows: readonly (readonly [string, ReactNode])[] = [
    [t('system.about.hub'), versions.hub],
    [t('system.about.node'), versions.node],
    [t('system.about.database'), versions.database],
    [t('system.about.started'), <Ago key="started" at={system.startedAt} />],
    [t('system.about.roles'), roles.join(', ')],
    [t('system.about.leader'), t(`system.about.leading.${leading}`, { count: leader.workers })],
    [
      t('system.about.id'),
      <code key="id" className="font-mono text-xs break-all">
        {system.hubId}
      </code>,
    ],
  ];
  return (
    <Card aria-label={t('system.about.title')}>
      <CardHead title={t('system.about.title')} />
      <dl className="grid grid-cols-[auto_1fr] gap-x-6 gap-y-2 text-sm">
        {rows.map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-soft">{name}</dt>
            <dd className="min-w-0 break-words">{value}</dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}
