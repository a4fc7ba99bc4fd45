import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '@/api/client';
import type { Deployment } from '@/api/types';
import { Field, Input } from '@/ui/field';
import { useServerAction } from '../use-server-action';
import { ReleaseForm } from './release-form';

/** The date and time in the person's place, as the control wants it. */
function local(at: string | null): string {
  if (at === null) return '';
  const date = new Date(at);
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

/** When it pauses, and when its time is up; neither makes a release. */
export function LifetimeCard({ server }: { readonly server: Deployment }) {
  const { t } = useTranslation();
  const present = { idle: server.idleMinutes?.toString() ?? '', expires: local(server.expiresAt) };
  const [{ idle, expires }, set] = useState(present);
  const path = `/deployments/${server.id}`;
  const save = useServerAction(async () => {
    if (idle !== present.idle) await api.patch(path, { idleMinutes: idle === '' ? null : Number(idle) });
    if (expires !== present.expires)
      await api.post(`${path}/renew`, { expiresAt: expires === '' ? null : new Date(expires).toISOString() });
  }, t('servers.configuration.saved'));
  return (
    <ReleaseForm
      title={t('servers.configuration.lifetime')}
      hint={t('servers.configuration.lifetimeHint')}
      saveLabel={t('actions.save')}
      isChanged={idle !== present.idle || expires !== present.expires}
      isBusy={save.isPending}
      error={save.error}
      onSave={() => save.mutate()}
      onReset={() => set(present)}
    >
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label={t('servers.configuration.idle')} hint={t('servers.configuration.idleHint')}>
          {(control) => (
            <Input
              {...control}
              type="number"
              min={1}
              max={10_080}
              value={idle}
              onChange={({ target }) => set({ idle: target.value, expires })}
            />
          )}
        </Field>
        <Field label={t('servers.configuration.expires')} hint={t('servers.configuration.expiresHint')}>
          {(control) => (
            <Input
              {...control}
              type="datetime-local"
              value={expires}
              onChange={({ target }) => set({ idle, expires: target.value })}
            />
          )}
        </Field>
      </div>
    </ReleaseForm>
  );
}
