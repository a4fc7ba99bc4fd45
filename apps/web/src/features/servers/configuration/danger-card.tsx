import { useNavigate } from '@tanstack/react-router';
import { Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '@/api/client';
import type { Deployment } from '@/api/types';
import { Button } from '@/ui/button';
import { Card, CardHead } from '@/ui/card';
import { Dialog } from '@/ui/dialog';
import { Field, Input } from '@/ui/field';
import { ProblemView } from '@/ui/problem-view';
import { useServerAction } from '../use-server-action';

/** Deleting cannot be taken back, so the name is asked for. */
export function DangerCard({ server }: { readonly server: Deployment }) {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  return (
    <Card className="border-bad/50">
      <CardHead title={t('servers.danger.title')} hint={t('servers.danger.hint')}>
        <Button look="danger" onClick={() => setOpen(true)}>
          <Trash2 className="size-4" aria-hidden />
          {t('servers.danger.delete')}
        </Button>
      </CardHead>
      <Dialog
        isOpen={isOpen}
        onClose={() => setOpen(false)}
        title={t('servers.danger.confirmTitle', { name: server.slug })}
        description={t('servers.danger.confirmHint')}
      >
        <DeleteForm server={server} onCancel={() => setOpen(false)} />
      </Dialog>
    </Card>
  );
}

interface FormProps {
  readonly server: Deployment;
  readonly onCancel: () => void;
}

function DeleteForm({ server, onCancel }: FormProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [typed, setTyped] = useState('');
  const remove = useServerAction(
    async () => {
      await api.delete(`/deployments/${server.id}`);
      await navigate({ to: '/servers' });
    },
    t('servers.danger.deleted', { name: server.slug }),
  );
  return (
    <form
      className="space-y-4"
      onSubmit={(event) => {
        event.preventDefault();
        remove.mutate();
      }}
    >
      <Field label={t('servers.danger.typeName', { name: server.slug })}>
        {(control) => (
          <Input
            {...control}
            autoComplete="off"
            value={typed}
            onChange={({ target }) => setTyped(target.value)}
          />
        )}
      </Field>
      {remove.isError && <ProblemView error={remove.error} />}
      <div className="flex justify-end gap-2">
        <Button onClick={onCancel}>{t('actions.cancel')}</Button>
        <Button type="submit" look="danger" disabled={typed !== server.slug} isBusy={remove.isPending}>
          {t('servers.danger.delete')}
        </Button>
      </div>
    </form>
  );
}
