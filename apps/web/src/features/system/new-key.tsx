import { useMutation } from '@tanstack/react-query';
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
  const [name, setName] = useState('');
  const issue = useMutation({
    mutationFn: () => api.post<IssuedKey>('/api-keys', { name: name.trim() }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: keysQuery.queryKey }),
  });
  const close = () => {
    setOpen(false);
    setName('');
    issue.reset();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() !== '') issue.mutate();
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
              <Button onClick={close}>{t('actions.cancel')}</Button>
              <Button type="submit" look="primary" isBusy={issue.isPending}>
                {t('system.keys.make')}
              </Button>
            </div>
          </form>
        ) : (
          <div className="space-y-4">
            <p>{t('system.keys.once')}</p>
            <CodeBlock label={t('system.keys.text')} text={issue.data.apiKey} />
            <div className="flex justify-end">
              <Button look="primary" onClick={close}>
                {t('system.keys.kept')}
              </Button>
            </div>
          </div>
        )}
      </Dialog>
    </>
  );
}
