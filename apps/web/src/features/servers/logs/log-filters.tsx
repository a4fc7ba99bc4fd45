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
        <Choice key={name} name={name} values={values} chosen={filter[name]} onChange={set(name)} />
      ))}
      <TimeField name="since" onChange={set('since')} />
      <TimeField name="until" onChange={set('until')} />
    </search>
  );
}

interface ChoiceProps {
  readonly name: 'level' | 'source' | 'release' | 'instance';
  readonly values: readonly string[];
  readonly chosen: string | undefined;
  readonly onChange: (value: string) => void;
}

function Choice({ name, values, chosen, onChange }: ChoiceProps) {
  const { t } = useTranslation();
  return (
    <Field label={t(`servers.logs.${name}`)}>
      {(control) => (
        <Select {...control} value={chosen ?? ''} onChange={({ target }) => onChange(target.value)}>
          <option value="">{t('servers.logs.any')}</option>
          {values.map((value) => (
            <option key={value}>{value}</option>
          ))}
        </Select>
      )}
    </Field>
  );
}

interface TimeFieldProps {
  readonly name: 'since' | 'until';
  /** ISO 8601 in UTC; undefined where none is chosen. */
  readonly onChange: (at: string | undefined) => void;
}

function TimeField({ name, onChange }: TimeFieldProps) {
  const { t } = useTranslation();
  const choose = (local: string) => onChange(local === '' ? undefined : new Date(local).toISOString());
  return (
    <div className="max-sm:col-span-2">
      <Field label={t(`servers.logs.${name}`)}>
        {(control) => (
          <Input {...control} type="datetime-local" onChange={({ target }) => choose(target.value)} />
        )}
      </Field>
    </div>
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
