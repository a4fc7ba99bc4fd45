import { useQuery } from '@tanstack/react-query';
import { Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '@/api/client';
import { Problem } from '@/api/problem';
import type { Deployment } from '@/api/types';
import { Button } from '@/ui/button';
import { Field, Input, TextArea } from '@/ui/field';
import { toolsQuery } from '../servers-queries';
import { useServerAction } from '../use-server-action';
import { ReleaseForm } from './release-form';

const MOST = 10;
const TOOLS_ID = 'read-only-tools';

interface Draft {
  readonly tool: string;
  /** JSON. */
  readonly text: string;
}

/** Calls that a release must pass before it may serve. */
export function SmokeCallsCard({ server }: { readonly server: Deployment }) {
  const { t } = useTranslation();
  const present = server.smokeCalls.map(({ tool, arguments: given = {} }) => ({
    tool,
    text: JSON.stringify(given),
  }));
  const [drafts, setDrafts] = useState<readonly Draft[]>(present);
  const save = useServerAction(async () => {
    const refusal = {
      detail: t('servers.configuration.badArguments'),
      fix: t('servers.configuration.badArgumentsFix'),
    };
    const smokeCalls = drafts.map(({ tool, text }) => ({ tool, arguments: parsed(text, refusal) }));
    await api.patch(`/deployments/${server.id}`, { smokeCalls });
  }, t('servers.configuration.releaseMade'));
  const { data: tools = [] } = useQuery(toolsQuery(server.generationId));
  return (
    <ReleaseForm
      title={t('servers.configuration.smokeCalls')}
      hint={t('servers.configuration.smokeCallsHint')}
      isChanged={JSON.stringify(drafts) !== JSON.stringify(present)}
      isBusy={save.isPending}
      error={save.error}
      onSave={() => save.mutate()}
      onReset={() => setDrafts(present)}
    >
      <datalist id={TOOLS_ID}>
        {tools
          .filter(({ isReadOnly }) => isReadOnly)
          .map(({ name }) => (
            <option key={name} value={name} />
          ))}
      </datalist>
      {drafts.map((draft, index) => (
        <SmokeCall
          key={index}
          draft={draft}
          onChange={(changed) => setDrafts(drafts.with(index, changed))}
          onRemove={() => setDrafts(drafts.toSpliced(index, 1))}
        />
      ))}
      {drafts.length < MOST && (
        <Button size="small" onClick={() => setDrafts([...drafts, { tool: '', text: '{}' }])}>
          <Plus className="size-4" aria-hidden />
          {t('servers.configuration.addSmokeCall')}
        </Button>
      )}
    </ReleaseForm>
  );
}

interface CallProps {
  readonly draft: Draft;
  readonly onChange: (draft: Draft) => void;
  readonly onRemove: () => void;
}

function SmokeCall({ draft, onChange, onRemove }: CallProps) {
  const { t } = useTranslation();
  return (
    <div className="grid gap-3 rounded-lg border border-line p-3 md:grid-cols-[1fr_1.5fr_auto] md:items-start">
      <Field label={t('servers.configuration.tool')}>
        {(control) => (
          <Input
            {...control}
            list={TOOLS_ID}
            required
            value={draft.tool}
            onChange={({ target }) => onChange({ ...draft, tool: target.value })}
          />
        )}
      </Field>
      <Field label={t('servers.configuration.arguments')}>
        {(control) => (
          <TextArea
            {...control}
            rows={2}
            value={draft.text}
            onChange={({ target }) => onChange({ ...draft, text: target.value })}
          />
        )}
      </Field>
      <Button size="small" look="quiet" className="md:mt-7" onClick={onRemove}>
        <Trash2 className="size-4" aria-hidden />
        {t('servers.configuration.remove')}
      </Button>
    </div>
  );
}

/** @throws Problem for what is no JSON object */
function parsed(text: string, refusal: { readonly detail: string; readonly fix: string }): object {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  } catch {
    // Told below.
  }
  throw new Problem(0, { code: 'arguments-invalid', ...refusal });
}
