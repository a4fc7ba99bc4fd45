import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '@/api/client';
import type { Variable } from '@/api/types';
import { Field, Select } from '@/ui/field';
import { useServerAction } from '../use-server-action';
import { ReleaseForm } from './release-form';
import { VariableRow, type VariableChange } from './variable-row';

interface Props {
  readonly serverId: string;
  readonly variables: readonly Variable[];
}

type Changes = Readonly<Record<string, VariableChange>>;

/** Credentials and settings: set, replaced or taken away, all in one release. */
export function VariablesCard({ serverId, variables }: Props) {
  const { t } = useTranslation();
  const [changes, setChanges] = useState<Changes>({});
  const reset = () => setChanges({});
  const save = useServerAction(
    () => api.patch(`/deployments/${serverId}`, { variables: changes }),
    t('servers.configuration.releaseMade'),
  );
  const set = (name: string, change: VariableChange | undefined) =>
    setChanges((now) => {
      const { [name]: _before, ...others } = now;
      return change === undefined ? others : { ...others, [name]: change };
    });
  const isShown = ({ name, isSet, isSecret }: Variable) => isSet || isSecret || name in changes;
  return (
    <ReleaseForm
      title={t('servers.configuration.variables')}
      hint={t('servers.configuration.variablesHint')}
      isChanged={Object.keys(changes).length > 0}
      isBusy={save.isPending}
      error={save.error}
      onSave={() => save.mutate(undefined, { onSuccess: reset })}
      onReset={reset}
    >
      <ul className="divide-y divide-line">
        {variables.filter(isShown).map((variable) => (
          <VariableRow
            key={variable.name}
            variable={variable}
            change={changes[variable.name]}
            onChange={(change) => set(variable.name, change)}
          />
        ))}
      </ul>
      <AddVariable names={variables.filter((one) => !isShown(one)).map(({ name }) => name)} onAdd={set} />
    </ReleaseForm>
  );
}

interface AddProps {
  readonly names: readonly string[];
  readonly onAdd: (name: string, change: VariableChange) => void;
}

function AddVariable({ names, onAdd }: AddProps) {
  const { t } = useTranslation();
  return (
    <Field label={t('servers.configuration.add')}>
      {(control) => (
        <Select {...control} value="" onChange={({ target }) => onAdd(target.value, '')}>
          <option value="">{t('servers.configuration.choose')}</option>
          {names.map((name) => (
            <option key={name}>{name}</option>
          ))}
        </Select>
      )}
    </Field>
  );
}
