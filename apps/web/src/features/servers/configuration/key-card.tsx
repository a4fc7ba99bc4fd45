import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '@/api/client';
import type { Deployment } from '@/api/types';
import { Button } from '@/ui/button';
import { Card, CardHead } from '@/ui/card';
import { CodeBlock } from '@/ui/code-block';
import { Confirm } from '@/ui/confirm';
import { useServerAction } from '../use-server-action';

/** The key of the endpoint: made anew, and shown once. */
export function KeyCard({ server }: { readonly server: Deployment }) {
  const { t } = useTranslation();
  const [key, setKey] = useState<string>();
  const issue = useServerAction(async () => {
    const answer = await api.post<{ readonly key: string }>(`/deployments/${server.id}/key`);
    setKey(answer.key);
  }, t('servers.key.made'));
  return (
    <Card>
      <CardHead title={t('servers.key.title')} hint={t('servers.key.hint')} />
      <p className="mb-3 text-sm">{t(server.hasKey ? 'servers.key.exists' : 'servers.key.none')}</p>
      <Confirm
        title={t('servers.key.confirmTitle')}
        description={t(server.hasKey ? 'servers.key.confirmReplace' : 'servers.key.confirmFirst')}
        confirmLabel={t('servers.key.make')}
        isDangerous={server.hasKey}
        onConfirm={() => issue.mutateAsync()}
      >
        {(open) => <Button onClick={open}>{t('servers.key.make')}</Button>}
      </Confirm>
      {key !== undefined && (
        <div className="mt-4 space-y-2">
          <CodeBlock text={key} label={t('servers.key.title')} />
          <p className="text-sm">{t('servers.key.once')}</p>
        </div>
      )}
    </Card>
  );
}
