import { Undo2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { api } from '@/api/client';
import { useMay } from '@/session/session';
import { Button } from '@/ui/button';
import { Confirm } from '@/ui/confirm';
import { useServerAction } from '../use-server-action';

interface Props {
  readonly serverId: string;
  readonly number: number;
  /** The release that is live now. */
  readonly live: number | undefined;
  /** Whether its image is there still; it is built again otherwise. */
  readonly isKept: boolean;
}

export function RollBack({ serverId, number, live, isKept }: Props) {
  const { t } = useTranslation();
  const mayManage = useMay('manage');
  const rollBackTo = (release: number) => api.post(`/deployments/${serverId}/rollback`, { release });
  const action = useServerAction(
    () => rollBackTo(number),
    t('servers.releases.rollingBack', { number }),
    live === undefined ? undefined : () => rollBackTo(live),
  );
  if (!mayManage) return null;
  return (
    <Confirm
      title={t('servers.releases.rollBackTitle', { number })}
      description={t(isKept ? 'servers.releases.rollBackHint' : 'servers.releases.rollBackBuilds')}
      confirmLabel={t('servers.releases.rollBack')}
      onConfirm={() => action.mutateAsync()}
    >
      {(open) => (
        <Button size="small" onClick={open} aria-label={t('servers.releases.rollBackTo', { number })}>
          <Undo2 className="size-4" aria-hidden />
          {t('servers.releases.rollBack')}
        </Button>
      )}
    </Confirm>
  );
}
