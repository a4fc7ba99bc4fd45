import { useQuery } from '@tanstack/react-query';
import { KeyRound, Trash2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { toast } from 'sonner';
import { api } from '@/api/client';
import { queryClient } from '@/api/query-client';
import type { ApiKey } from '@/api/types';
import { Ago } from '@/ui/ago';
import { Button } from '@/ui/button';
import { Card, CardHead } from '@/ui/card';
import { Confirm } from '@/ui/confirm';
import { QueryView } from '@/ui/query-view';
import { NewKey } from './new-key';
import { keysQuery } from './system-queries';

/** Who may use the hub. */
export function KeysPanel() {
  const { t } = useTranslation();
  const query = useQuery(keysQuery);
  return (
    <Card aria-label={t('system.keys.title')}>
      <CardHead title={t('system.keys.title')} hint={t('system.keys.hint')}>
        <NewKey />
      </CardHead>
      <QueryView query={query}>
        {(keys) => (
          <ul className="divide-y divide-line">
            {keys.map((key) => (
              <Key key={key.id} apiKey={key} isLast={keys.length === 1} />
            ))}
          </ul>
        )}
      </QueryView>
    </Card>
  );
}

function Key({ apiKey, isLast }: { readonly apiKey: ApiKey; readonly isLast: boolean }) {
  const { t } = useTranslation();
  const { id, name, prefix, createdAt, lastUsedAt } = apiKey;
  const revoke = async () => {
    await api.delete(`/api-keys/${id}`);
    toast.success(t('system.keys.revoked', { name }));
    await queryClient.invalidateQueries({ queryKey: keysQuery.queryKey });
  };
  return (
    <li className="flex flex-wrap items-center justify-between gap-3 py-3 first:pt-0 last:pb-0">
      <div className="min-w-0">
        <p className="flex items-center gap-2 font-medium break-words">
          <KeyRound className="size-4 shrink-0 text-soft" aria-hidden />
          {name}
        </p>
        <p className="mt-0.5 text-sm text-soft">
          <code className="font-mono">{prefix}…</code> · {t('system.keys.made')} <Ago at={createdAt} /> ·{' '}
          {lastUsedAt === null ? (
            t('system.keys.unused')
          ) : (
            <>
              {t('system.keys.used')} <Ago at={lastUsedAt} />
            </>
          )}
        </p>
      </div>
      {isLast ? (
        <p className="text-sm text-soft">{t('system.keys.last')}</p>
      ) : (
        <Confirm
          title={t('system.keys.revokeTitle', { name })}
          description={t('system.keys.revokeHint')}
          confirmLabel={t('system.keys.revoke')}
          isDangerous
          onConfirm={revoke}
        >
          {(open) => (
            <Button size="small" onClick={open} aria-label={t('system.keys.revokeOf', { name })}>
              <Trash2 className="size-4" aria-hidden />
              {t('system.keys.revoke')}
            </Button>
          )}
        </Confirm>
      )}
    </li>
  );
}
