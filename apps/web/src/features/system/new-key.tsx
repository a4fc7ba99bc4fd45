import { useMutation, type UseMutationResult } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '@/api/client';
import { queryClient } from '@/api/query-client';
import type { IssuedKey } from '@/api/types';
import { Button } from '@/ui/button';
import { CodeBlock } from '@/ui/code-block';
import { Dialog } from '@/ui/dialog';
import { Field, Input } from '@/ui/field';
import { ProblemView } from '@/ui/problem-view';
import { keysQuery } from './system-queries';

/** Makes a key, and shows its text this once. */
export function NewKey() {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  const issue = useMutation({
    mutationFn: (name: string) => api.post<IssuedKey>('/api-keys', { name }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: keysQuery.queryKey }),
  });
  const close = () => {
    setOpen(false);
    issue.reset();
  };
  return (
    <>
      <Button look="primary" size="small" onClick={() => setOpen(true)}>
        <Plus className="size-4" aria-hidden />
        {t('system.keys.new')}
      </Button>
      <Dialog
        isOpen={isOpen}
        onClose={close}
        title={t('system.keys.newTitle')}
        description={t('system.keys.newHint')}
      >
        {issue.data === undefined ? (
          <KeyForm issue={issue} onCancel={close} />
        ) : (
          <Issued text={issue.data.apiKey} onKept={close} />
        )}
      </Dialog>
    </>
  );
}

interface KeyFormProps {
  readonly issue: UseMutationResult<IssuedKey, Error, string>;
  readonly onCancel: () => void;
}

function KeyForm({ issue, onCancel }: KeyFormProps) {
  const { t } = useTranslation();
  const [name, setName] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() !== '') issue.mutate(name.trim());
  };
  return (
    <form onSubmit={submit} className="space-y-4">
      <Field label={t('system.keys.name')} hint={t('system.keys.nameHint')}>
        {(control) => (
          <Input
            {...control}
            required
            maxLength={100}
            value={name}
            onChange={({ target }) => setName(target.value)}
          />
        )}
      </Field>
      {issue.isError && <ProblemView error={issue.error} />}
      <div className="flex justify-end gap-2">
        <Button onClick={onCancel}>{t('actions.cancel')}</Button>
        <Button type="submit" look="primary" isBusy={issue.isPending}>
          {t('system.keys.make')}
        </Button>
      </div>
    </form>
  );
}

function Issued({ text, onKept }: { readonly text: string; readonly onKept: () => void }) {
  const { t } = useTranslation();
  return (
    <div className="space-y-4">
      <p>{t('system.keys.once')}</p>
      <CodeBlock label={t('system.keys.text')} text={text} />
      <div className="flex justify-end">
        <Button look="primary" onClick={onKept}>
          {t('system.keys.kept')}
        </Button>
      </div>
    </div>
  );
}
