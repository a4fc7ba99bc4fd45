import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, type Dispatch, type SetStateAction } from 'react';
import { useTranslation } from 'react-i18next';
import { Field, Input, Select } from '@/ui/field';
import { releasesQuery } from '../servers-queries';
import type { LogFilter } from './use-log-lines';

const TYPING_MS = 300;
const LEVELS = ['debug', 'info', 'warn', 'error'] as const;
const SOURCES = ['stdout', 'stderr', 'build', 'hub'] as const;
const MOST_INSTANCES = 8;

interface Props {
  readonly serverId: string;
  readonly filter: LogFilter;
  readonly onChange: Dispatch<SetStateAction<LogFilter>>;
}

/** Which lines are shown. */
export function LogFilters({ serverId, filter, onChange }: Props) {
  const { t } = useTranslation();
  const { data: releases = [] } = useQuery(releasesQuery(serverId));
  const set = (name: keyof LogFilter) => (value: string | undefined) =>
    onChange((now) => ({ ...now, [name]: value === '' ? undefined : value }));
  const choices = [
    { name: 'level', values: LEVELS },
    { name: 'source', values: SOURCES },
    { name: 'release', values: releases.map(({ number }) => String(number)) },
    {
      name: 'instance',
      values: Array.from({ length: MOST_INSTANCES }, (_, index) => String(index + 1)),
    },
  ] as const;
  return (
    <search className="mb-4 grid grid-cols-2 gap-3 lg:grid-cols-4">
      <div className="col-span-2 lg:col-span-4">
        <SearchText onChange={set('q')} />
      </div>
      {choices.map(({ name, values }) => (
        <Field key={name} label={t(`servers.logs.${name}`)}>
          {(control) => (
            <Select
              {...control}
              value={filter[name] ?? ''}
              onChange={({ target }) => set(name)(target.value)}
            >
              <option value="">{t('servers.logs.any')}</option>
              {values.map((value) => (
                <option key={value}>{value}</option>
              ))}
            </Select>
          )}
        </Field>
      ))}
      {(['since', 'until'] as const).map((name) => (
        <div key={name} className="max-sm:col-span-2">
          <Field label={t(`servers.logs.${name}`)}>
            {(control) => (
              <Input
                {...control}
                type="datetime-local"
                onChange={({ target }) =>
                  set(name)(target.value === '' ? undefined : new Date(target.value).toISOString())
                }
              />
            )}
          </Field>
        </div>
      ))}
    </search>
  );
}

/** Asks once the typing pauses. */
function SearchText({ onChange }: { readonly onChange: (text: string) => void }) {
  const { t } = useTranslation();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const type = (text: string) => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => onChange(text), TYPING_MS);
  };
  return (
    <Input
      type="search"
      maxLength={200}
      aria-label={t('servers.logs.search')}
      placeholder={t('servers.logs.search')}
      onChange={({ target }) => type(target.value)}
    />
  );
}
