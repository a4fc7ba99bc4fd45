import { useQuery } from '@tanstack/react-query';
import type { ComponentProps } from 'react';
import { useTranslation } from 'react-i18next';
import type { ApiDetail } from '@/api/types';
import { Badge } from '@/ui/badge';
import { Card, CardHead } from '@/ui/card';
import { Field, Input, Select } from '@/ui/field';
import { QueryView } from '@/ui/query-view';
import { useDraft, type Draft } from './draft';
import { StepActions, useGo } from './step-actions';
import { detailQuery, templatesQuery } from './wizard-queries';

const MODES = ['tools', 'search', 'code'] as const;

/** How the server is made and how it runs; every choice has a usual value. */
export function OptionsStep({ apiId }: { readonly apiId: string }) {
  const detail = useQuery(detailQuery(apiId));
  const go = useGo();
  return (
    <form
      className="space-y-4"
      onSubmit={(event) => {
        event.preventDefault();
        go('deploy');
      }}
    >
      <QueryView query={detail}>{(api) => <Modes api={api} />}</QueryView>
      <Project apiId={apiId} />
      <Running apiId={apiId} />
      <StepActions back="access" />
    </form>
  );
}

function Modes({ api }: { readonly api: ApiDetail }) {
  const { t } = useTranslation();
  const [{ mode }, change] = useDraft(api.id);
  const costs = api.tokensByMode;
  return (
    <Card>
      <fieldset>
        <legend className="mb-1 text-base font-semibold">{t('wizard.options.mode')}</legend>
        <p className="mb-4 text-sm text-soft">{t('wizard.options.modeHint')}</p>
        <div className="grid gap-3 md:grid-cols-3">
          {MODES.map((choice) => (
            <label
              key={choice}
              className="flex cursor-pointer gap-3 rounded-lg border border-line p-4 has-checked:border-accent has-checked:bg-accent-soft"
            >
              <input
                type="radio"
                name="mode"
                className="mt-1 size-4 accent-accent"
                checked={mode === choice}
                onChange={() => change({ mode: choice })}
              />
              <span>
                <span className="flex flex-wrap items-center gap-2 font-medium">
                  {t(`wizard.modes.${choice}`)}
                  {costs !== null && (
                    <Badge>{t('wizard.options.tokens', { tokens: costs[choice].toLocaleString() })}</Badge>
                  )}
                </span>
                <span className="mt-1 block text-sm text-soft">{t(`wizard.modes.${choice}Hint`)}</span>
              </span>
            </label>
          ))}
        </div>
      </fieldset>
    </Card>
  );
}

function Project({ apiId }: { readonly apiId: string }) {
  const { t } = useTranslation();
  const [{ template }, change] = useDraft(apiId);
  const { data } = useQuery(templatesQuery);
  const templates = data?.items ?? [];
  const chosen = templates.find(({ name }) => name === template);
  return (
    <Card>
      <CardHead title={t('wizard.options.project')} hint={t('wizard.options.transports')} />
      <Field
        label={t('wizard.options.template')}
        hint={chosen?.deployable === false ? t('wizard.options.notDeployable') : chosen?.description}
      >
        {(control) => (
          <Select
            {...control}
            value={template}
            onChange={(event) => change({ template: event.target.value })}
          >
            {chosen === undefined && <option>{template}</option>}
            {templates.map(({ name, version }) => (
              <option key={name} value={name}>{`${name} ${version}`}</option>
            ))}
          </Select>
        )}
      </Field>
    </Card>
  );
}

type NumberName = Extract<keyof Draft, 'replicas' | 'idleMinutes' | 'memoryMb' | 'cpus'>;

const NUMBERS: readonly (Pick<ComponentProps<'input'>, 'min' | 'max' | 'step' | 'required'> & {
  readonly name: NumberName;
})[] = [
  { name: 'replicas', min: 1, max: 8, required: true },
  { name: 'idleMinutes', min: 1, max: 10_080 },
  { name: 'memoryMb', min: 64, max: 8192, required: true },
  { name: 'cpus', min: 0.1, max: 16, step: 0.1, required: true },
];

function Running({ apiId }: { readonly apiId: string }) {
  const { t } = useTranslation();
  const [draft, change] = useDraft(apiId);
  return (
    <Card>
      <CardHead title={t('wizard.options.running')} hint={t('wizard.options.runtime')} />
      <div className="grid gap-4 sm:grid-cols-2">
        {NUMBERS.map(({ name, ...bounds }) => (
          <Field key={name} label={t(`wizard.options.${name}`)} hint={t(`wizard.options.${name}Hint`)}>
            {(control) => (
              <Input
                {...control}
                {...bounds}
                type="number"
                value={draft[name]}
                onChange={(event) => change({ [name]: event.target.value })}
              />
            )}
          </Field>
        ))}
      </div>
    </Card>
  );
}
