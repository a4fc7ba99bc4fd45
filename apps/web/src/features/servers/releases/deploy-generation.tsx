import { useQuery } from '@tanstack/react-query';
import { Rocket } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '@/api/client';
import type { Deployment, Generation } from '@/api/types';
import { Button } from '@/ui/button';
import { Dialog } from '@/ui/dialog';
import { Field, Select } from '@/ui/field';
import { ProblemView } from '@/ui/problem-view';
import { QueryView } from '@/ui/query-view';
import { changesQuery, generationsQuery } from '../servers-queries';
import { useServerAction } from '../use-server-action';

/** Another generation of the same API at the same endpoint. */
export function DeployGeneration({ server }: { readonly server: Deployment }) {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  const close = () => setOpen(false);
  return (
    <>
      <Button look="primary" onClick={() => setOpen(true)}>
        <Rocket className="size-4" aria-hidden />
        {t('servers.releases.deploy')}
      </Button>
      <Dialog
        isOpen={isOpen}
        onClose={close}
        title={t('servers.releases.deploy')}
        description={t('servers.releases.deployHint')}
      >
        <Generations server={server} onDone={close} />
      </Dialog>
    </>
  );
}

interface Props {
  readonly server: Deployment;
  readonly onDone: () => void;
}

function Generations({ server, onDone }: Props) {
  const { t } = useTranslation();
  const query = useQuery(generationsQuery(server.apiId));
  return (
    <QueryView query={query}>
      {({ items }) => {
        const others = items.filter(
          ({ id, state, deployable }) => id !== server.generationId && state === 'succeeded' && deployable,
        );
        return others.length === 0 ? (
          <p className="text-sm">{t('servers.releases.noGenerations')}</p>
        ) : (
          <Chooser server={server} generations={others} onDone={onDone} />
        );
      }}
    </QueryView>
  );
}

function Chooser({ server, generations, onDone }: Props & { readonly generations: readonly Generation[] }) {
  const { t } = useTranslation();
  const [chosen, setChosen] = useState(generations[0]?.id ?? '');
  const action = useServerAction(
    () => api.post(`/deployments/${server.id}/releases`, { generationId: chosen }),
    t('servers.releases.deploying'),
  );
  return (
    <form
      className="space-y-4"
      onSubmit={(event) => {
        event.preventDefault();
        action.mutate(undefined, { onSuccess: onDone });
      }}
    >
      <Field label={t('servers.releases.generation')}>
        {(control) => (
          <Select {...control} value={chosen} onChange={({ target }) => setChosen(target.value)}>
            {generations.map(({ id, createdAt, mode }) => (
              <option key={id} value={id}>
                {new Date(createdAt).toLocaleString()} · {mode} · {id.slice(0, 8)}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Difference generationId={chosen} since={server.generationId} />
      {action.isError && <ProblemView error={action.error} />}
      <div className="flex justify-end gap-2">
        <Button onClick={onDone}>{t('actions.cancel')}</Button>
        <Button look="primary" type="submit" isBusy={action.isPending}>
          {t('servers.releases.deployNow')}
        </Button>
      </div>
    </form>
  );
}

function Difference({ generationId, since }: { readonly generationId: string; readonly since: string }) {
  const { t } = useTranslation();
  const { data } = useQuery(changesQuery(generationId, since));
  const changes = data?.changes;
  if (changes === undefined || changes === null) return null;
  const counts = {
    added: changes.added.length,
    removed: changes.removed.length,
    renamed: changes.renamed.length,
    changed: changes.changed.length,
  };
  return (
    <p className="text-sm">
      {t('servers.releases.difference', counts)} {changes.breaking && t('servers.releases.isBreaking')}
    </p>
  );
}
