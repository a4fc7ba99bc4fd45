import { useQuery } from '@tanstack/react-query';
import { KeyRound } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Card, CardHead } from '@/ui/card';
import { Field, Input } from '@/ui/field';
import { QueryView } from '@/ui/query-view';
import { useSecrets } from './draft';
import { LiveCheck } from './live-check';
import { ServerAddress } from './server-address';
import { StepActions, useGo } from './step-actions';
import type { ImportReport } from './types';
import { reportQuery } from './wizard-queries';

/** What the API wants of whoever calls it, and where it is. */
export function AccessStep({ apiId }: { readonly apiId: string }) {
  const report = useQuery(reportQuery(apiId));
  const go = useGo();
  return (
    <form
      className="space-y-4"
      onSubmit={(event) => {
        event.preventDefault();
        go('options');
      }}
    >
      <ServerAddress apiId={apiId} />
      <QueryView query={report}>
        {({ credentials }) => <Credentials apiId={apiId} credentials={credentials} />}
      </QueryView>
      <LiveCheck apiId={apiId} />
      <StepActions back="review" />
    </form>
  );
}

interface CredentialsProps {
  readonly apiId: string;
  readonly credentials: ImportReport['credentials'];
}

function Credentials({ apiId, credentials }: CredentialsProps) {
  const { t } = useTranslation();
  const [secrets, setSecret] = useSecrets(apiId);
  return (
    <Card>
      <CardHead
        title={t('wizard.access.credentials')}
        hint={credentials.length === 0 ? t('wizard.access.none') : t('wizard.access.credentialsHint')}
      />
      <div className="space-y-6">
        {credentials.map(({ scheme, type, variables, tools }) => (
          <fieldset key={scheme} className="space-y-3">
            <legend className="flex flex-wrap items-center gap-2 font-medium">
              <KeyRound className="size-4 text-soft" aria-hidden />
              {scheme}
              <span className="text-sm font-normal text-soft">
                {t(`wizard.schemes.${type}`)} · {t('wizard.access.usedBy', { count: tools })}
              </span>
            </legend>
            {variables.map((name) => (
              <Field key={name} label={<code className="font-mono">{name}</code>}>
                {(control) => (
                  <Input
                    {...control}
                    type="password"
                    autoComplete="off"
                    value={secrets[name] ?? ''}
                    onChange={(event) => setSecret(name, event.target.value)}
                  />
                )}
              </Field>
            ))}
            {type === 'unsupported' && <p className="text-sm text-warn">{t('wizard.access.unsupported')}</p>}
          </fieldset>
        ))}
      </div>
    </Card>
  );
}
