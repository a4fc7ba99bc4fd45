import { useTranslation } from 'react-i18next';
import type { Deployment } from '@/api/types';
import { Input, Select } from '@/ui/field';
import { SORTS, type Choice } from './choose-servers';

interface Props {
  readonly servers: readonly Deployment[];
  readonly choice: Choice;
  readonly onChange: (choice: Choice) => void;
}

/** Which servers are shown, and in what order. */
export function ServerFilters({ servers, choice, onChange }: Props) {
  const { t } = useTranslation();
  const states = [...new Set(servers.map(({ state }) => state))].toSorted();
  const apis = [...new Map(servers.map(({ apiId, name }) => [apiId, name]))];
  return (
    <search className="mb-4 grid gap-2 sm:grid-cols-2 lg:grid-cols-[1fr_11rem_13rem_12rem]">
      <Input
        type="search"
        aria-label={t('servers.list.search')}
        placeholder={t('servers.list.search')}
        value={choice.text}
        onChange={({ target }) => onChange({ ...choice, text: target.value })}
      />
      <Select
        aria-label={t('servers.list.state')}
        value={choice.state}
        onChange={({ target }) => onChange({ ...choice, state: target.value })}
      >
        <option value="">{t('servers.list.anyState')}</option>
        {states.map((state) => (
          <option key={state}>{state}</option>
        ))}
      </Select>
      <Select
        aria-label={t('servers.list.api')}
        value={choice.apiId}
        onChange={({ target }) => onChange({ ...choice, apiId: target.value })}
      >
        <option value="">{t('servers.list.anyApi')}</option>
        {apis.map(([id, name]) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </Select>
      <Select
        aria-label={t('servers.list.sort')}
        value={choice.sort}
        onChange={({ target }) => onChange({ ...choice, sort: target.value as Choice['sort'] })}
      >
        {SORTS.map((sort) => (
          <option key={sort} value={sort}>
            {t(`servers.list.sorts.${sort}`)}
          </option>
        ))}
      </Select>
    </search>
  );
}
