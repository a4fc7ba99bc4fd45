import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Card, CardHead } from '@/ui/card';
import { Field, Input, Select } from '@/ui/field';
import { QueryView } from '@/ui/query-view';
import type { ApiDetail } from '@/api/types';
import { useDraft } from './draft';
import { detailQuery } from './wizard-queries';

/** Where the API is called. */
export function ServerAddress({ apiId }: { readonly apiId: string }) {
  const { t } = useTranslation();
  const detail = useQuery(detailQuery(apiId));
  return (
    <Card>
      <CardHead title={t('wizard.access.address')} />
      <QueryView query={detail}>{(api) => <Address apiId={apiId} servers={api.servers} />}</QueryView>
    </Card>
  );
}

type Servers = ApiDetail['servers'];

function Address({ apiId, servers }: { readonly apiId: string; readonly servers: Servers }) {
  const { t } = useTranslation();
  const [{ upstreamBaseUrl, variables }, change] = useDraft(apiId);
  const [first] = servers;
  const isUsable = first !== undefined && /^https?:/.test(first.url);
  return (
    <div className="space-y-4">
      <Field
        label={t('wizard.access.baseUrl')}
        hint={isUsable ? t('wizard.access.baseUrlHint', { url: first.url }) : t('wizard.access.noServer')}
      >
        {(control) => (
          <Input
            {...control}
            type="url"
            required={!isUsable}
            placeholder={first?.url ?? 'https://'}
            value={upstreamBaseUrl}
            onChange={(event) => change({ upstreamBaseUrl: event.target.value })}
          />
        )}
      </Field>
      {upstreamBaseUrl === '' &&
        Object.entries(first?.variables ?? {}).map(([name, variable]) => (
          <VariableField
            key={variable.env}
            name={name}
            variable={variable}
            value={variables[variable.env]}
            onChange={(value) => change({ variables: { ...variables, [variable.env]: value } })}
          />
        ))}
    </div>
  );
}

interface VariableFieldProps {
  readonly name: string;
  readonly variable: Servers[number]['variables'][string];
  /** Undefined where the usual one is meant. */
  readonly value: string | undefined;
  readonly onChange: (value: string) => void;
}

function VariableField({ name, variable, value, onChange }: VariableFieldProps) {
  const { t } = useTranslation();
  const { default: usual, enum: values } = variable;
  return (
    <Field label={name} hint={t('wizard.access.usual', { value: usual })}>
      {(control) =>
        values === undefined ? (
          <Input {...control} value={value ?? ''} onChange={({ target }) => onChange(target.value)} />
        ) : (
          <Select {...control} value={value ?? usual} onChange={({ target }) => onChange(target.value)}>
            {values.map((one) => (
              <option key={one}>{one}</option>
            ))}
          </Select>
        )
      }
    </Field>
  );
}
