import type { UseMutationResult } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { LiveTool, PlayedCall } from '@/api/types';
import { Button } from '@/ui/button';
import { Card, CardHead } from '@/ui/card';
import { Checkbox, Field, TextArea } from '@/ui/field';
import { emptyDraft, faultsIn, faultsOf, plainValue, type Faults } from './form/draft';
import { Members } from './form/object-field';
import { shapeOf, type Schema } from './form/schema';
import type { Call } from './playground-queries';
import { SaveExample } from './save-example';

export type CallMutation = UseMutationResult<PlayedCall, unknown, Call>;
type Arguments = Readonly<Record<string, unknown>>;

interface CallFormProps {
  readonly serverId: string;
  readonly tool: LiveTool;
  /** Of an example or an earlier call. */
  readonly given: Arguments;
  readonly call: CallMutation;
}

/** Arguments of a tool, as a form or as JSON. */
export function CallForm({ serverId, tool, given, call }: CallFormProps) {
  const { t } = useTranslation();
  const form = useArguments(tool, given);
  const submit = () => {
    const args = form.read();
    if (args !== undefined) call.mutate({ tool: tool.name, arguments: args });
  };
  return (
    <Card>
      <form
        noValidate
        aria-label={t('playground.arguments')}
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <CardHead title={t('playground.arguments')}>
          <Checkbox
            label={t('playground.raw')}
            checked={form.raw !== undefined}
            onChange={({ target }) => form.setRaw(target.checked)}
          />
        </CardHead>
        <Arguments form={form} faults={{ ...refusalsOf(call), ...form.faults }} />
        <div className="mt-6 flex flex-wrap gap-2">
          <Button type="submit" look="primary" isBusy={call.isPending}>
            {t('playground.call')}
          </Button>
          <SaveExample serverId={serverId} tool={tool.name} read={form.read} />
        </div>
      </form>
    </Card>
  );
}

function Arguments({ form, faults }: { readonly form: ArgumentsForm; readonly faults: Faults }) {
  const { t } = useTranslation();
  if (form.raw !== undefined)
    return (
      <Field label={t('playground.rawLabel')} error={form.faults['']}>
        {(control) => (
          <TextArea
            {...control}
            rows={12}
            spellCheck={false}
            value={form.raw}
            onChange={({ target }) => form.typeRaw(target.value)}
          />
        )}
      </Field>
    );
  const shape = shapeOf(form.schema, form.schema);
  if (Object.keys(shape.schema.properties ?? {}).length === 0)
    return <p className="text-sm text-soft">{t('playground.noArguments')}</p>;
  return (
    <div className="space-y-5">
      <Members
        shape={shape}
        root={form.schema}
        path=""
        faults={faults}
        draft={form.draft}
        onChange={form.setDraft}
      />
    </div>
  );
}

type ArgumentsForm = ReturnType<typeof useArguments>;

function useArguments(tool: LiveTool, given: Arguments) {
  const { t } = useTranslation();
  const schema = tool.inputSchema as Schema;
  const [draft, setDraft] = useState<unknown>(() => startOf(schema, given));
  const [raw, typeRaw] = useState<string>();
  const [faults, setFaults] = useState<Faults>({});
  const words = {
    required: t('playground.form.isRequired'),
    number: t('playground.form.noNumber'),
    json: t('playground.form.noJson'),
  };
  const judged = () => {
    const parsed = raw === undefined ? plainValue(draft) : parse(raw);
    const found =
      raw === undefined ? faultsOf(draft, schema, words) : parsed === undefined ? { '': words.json } : {};
    return { parsed: parsed as Arguments, found };
  };
  return {
    schema,
    draft,
    setDraft,
    raw,
    typeRaw,
    faults,
    setRaw: (isRaw: boolean) => {
      const { parsed } = judged();
      if (!isRaw && parsed !== undefined) setDraft(parsed);
      typeRaw(isRaw ? JSON.stringify(parsed, null, 2) : undefined);
      setFaults({});
    },
    /** @returns undefined, and shows why, where something is wrong */
    read: (): Arguments | undefined => {
      const { parsed, found } = judged();
      setFaults(found);
      return Object.keys(found).length === 0 ? parsed : undefined;
    },
  };
}

function startOf(schema: Schema, given: Arguments): unknown {
  return { ...(emptyDraft(schema, schema) as object | undefined), ...given };
}

function parse(text: string): unknown {
  try {
    const value = JSON.parse(text) as unknown;
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** What the server says of arguments when it sent nothing to the API. */
function refusalsOf({ data }: CallMutation): Faults {
  if (data === undefined || data.result['isError'] !== true || (data.exchanges?.length ?? 0) > 0) return {};
  const content = data.result['content'] as readonly { readonly text?: string }[] | undefined;
  return faultsIn((content ?? []).map(({ text = '' }) => text).join('\n'));
}
