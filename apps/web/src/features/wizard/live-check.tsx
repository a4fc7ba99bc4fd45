import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Tool } from '@/api/types';
import { Card, CardHead } from '@/ui/card';
import { Field, Select, TextArea } from '@/ui/field';
import { useDraft } from './draft';
import { argumentsFault } from './settings';
import { allToolsQuery } from './wizard-queries';

interface InputSchema {
  readonly required?: readonly string[];
}

function isReadOnly({ annotations }: Tool): boolean {
  return (annotations as { readonly readOnlyHint?: boolean }).readOnlyHint === true;
}

/** The arguments that a call cannot do without, to be filled in. */
function skeleton(tool: Tool | undefined): string {
  const { required = [] } = (tool?.inputSchema ?? {}) as InputSchema;
  return JSON.stringify(Object.fromEntries(required.map((name) => [name, ''])), null, 2);
}

/** A call that has to succeed, with the credentials given, before the server may serve. */
export function LiveCheck({ apiId }: { readonly apiId: string }) {
  const { t } = useTranslation();
  const [{ smokeTool, smokeArguments }, change] = useDraft(apiId);
  const { data = [] } = useQuery(allToolsQuery(apiId));
  const tools = data.filter(isReadOnly);
  const choose = (name: string) =>
    change({ smokeTool: name, smokeArguments: skeleton(tools.find((tool) => tool.name === name)) });
  const isFaulty = argumentsFault(smokeArguments);
  return (
    <Card>
      <CardHead title={t('wizard.check.title')} hint={t('wizard.check.hint')} />
      <div className="space-y-4">
        <Field label={t('wizard.check.tool')}>
          {(control) => (
            <Select {...control} value={smokeTool} onChange={(event) => choose(event.target.value)}>
              <option value="">{t('wizard.check.none')}</option>
              {tools.map(({ name }) => (
                <option key={name}>{name}</option>
              ))}
            </Select>
          )}
        </Field>
        {smokeTool !== '' && (
          <Field label={t('wizard.check.arguments')} error={isFaulty ? t('wizard.check.notJson') : undefined}>
            {(control) => (
              <TextArea
                {...control}
                spellCheck={false}
                value={smokeArguments}
                onChange={(event) => change({ smokeArguments: event.target.value })}
              />
            )}
          </Field>
        )}
      </div>
    </Card>
  );
}
