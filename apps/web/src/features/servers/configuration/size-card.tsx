import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '@/api/client';
import type { Deployment } from '@/api/types';
import { Field, Input } from '@/ui/field';
import { useServerAction } from '../use-server-action';
import { ReleaseForm } from './release-form';

/** Bounds as the REST API has them. */
const BOUNDS = {
  replicas: { min: 1, max: 8, step: 1 },
  memoryMb: { min: 64, max: 8192, step: 1 },
  cpus: { min: 0.1, max: 16, step: 0.1 },
  maxProcesses: { min: 16, max: 1024, step: 1 },
} as const;

type Size = Record<keyof typeof BOUNDS, number>;
const NAMES = Object.keys(BOUNDS) as (keyof Size)[];

/** How many servers run, and what each may take. */
export function SizeCard({ server }: { readonly server: Deployment }) {
  const { t } = useTranslation();
  const present = { replicas: server.replicas, ...server.limits } as Size;
  const [size, setSize] = useState(present);
  const { replicas, ...limits } = size;
  const save = useServerAction(
    () => api.patch(`/deployments/${server.id}`, { replicas, limits }),
    t('servers.configuration.releaseMade'),
  );
  return (
    <ReleaseForm
      title={t('servers.configuration.size')}
      hint={t('servers.configuration.sizeHint')}
      isChanged={NAMES.some((name) => size[name] !== present[name])}
      isBusy={save.isPending}
      error={save.error}
      onSave={() => save.mutate()}
      onReset={() => setSize(present)}
    >
      <div className="grid gap-4 sm:grid-cols-2 lg:grid-cols-4">
        {NAMES.map((name) => (
          <Field
            key={name}
            label={t(`servers.configuration.sizes.${name}`)}
            hint={t('servers.configuration.between', BOUNDS[name])}
          >
            {(control) => (
              <Input
                {...control}
                {...BOUNDS[name]}
                type="number"
                required
                value={Number.isNaN(size[name]) ? '' : size[name]}
                onChange={({ target }) => setSize({ ...size, [name]: target.valueAsNumber })}
              />
            )}
          </Field>
        ))}
      </div>
    </ReleaseForm>
  );
}
