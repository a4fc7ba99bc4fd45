import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { toast } from 'sonner';
import { api } from '@/api/client';
import { queryClient } from '@/api/query-client';
import type { BackupContents } from '@/api/types';
import { Button } from '@/ui/button';
import { Card, CardHead } from '@/ui/card';
import { Confirm } from '@/ui/confirm';
import { Field, Input } from '@/ui/field';
import { ProblemView } from '@/ui/problem-view';

const SHOWN = ['apis', 'generations', 'deployments', 'releases', 'templates', 'api_keys'] as const;

/** The file as the hub wants it, whatever type the browser takes it for. */
const asGzip = (file: File) => new Blob([file], { type: 'application/gzip' });

/** Looks into the file first, says what it would replace, and asks. */
export function RestoreCard() {
  const { t } = useTranslation();
  const [file, setFile] = useState<File>();
  const check = useMutation({
    mutationFn: (chosen: File) =>
      api.post<BackupContents>('/system/restore', asGzip(chosen), { check: true }),
  });
  const choose = (chosen: File | undefined) => {
    setFile(chosen);
    check.reset();
    if (chosen !== undefined) check.mutate(chosen);
  };
  return (
    <Card aria-label={t('system.restore.title')}>
      <CardHead title={t('system.restore.title')} hint={t('system.restore.hint')} />
      <Field label={t('system.restore.file')} hint={t('system.restore.fileHint')}>
        {(control) => (
          <Input
            {...control}
            type="file"
            accept=".gz,application/gzip"
            className="py-1.5"
            onChange={({ target }) => choose(target.files?.[0])}
          />
        )}
      </Field>
      <div className="mt-4 space-y-4" aria-live="polite">
        {check.isPending && <p className="text-soft">{t('system.restore.checking')}</p>}
        {check.isError && <ProblemView error={check.error} />}
        {file !== undefined && check.data !== undefined && <Restore file={file} contents={check.data} />}
      </div>
    </Card>
  );
}

function Restore({ file, contents }: { readonly file: File; readonly contents: BackupContents }) {
  const { t, i18n } = useTranslation();
  const navigate = useNavigate();
  const restore = async () => {
    await api.post('/system/restore', asGzip(file));
    toast.success(t('system.restore.done'));
    queryClient.clear();
    await navigate({ to: '/sign-in', search: {} });
  };
  const date = new Date(contents.createdAt).toLocaleString(i18n.language);
  return (
    <>
      <p>{t('system.restore.whole', { date, version: contents.hubVersion })}</p>
      <dl className="grid grid-cols-2 gap-3 text-sm sm:grid-cols-3">
        {SHOWN.map((table) => (
          <div key={table}>
            <dt className="text-soft">{t(`system.restore.rows.${table}`)}</dt>
            <dd className="text-lg font-semibold tabular-nums">{contents.rows[table] ?? 0}</dd>
          </div>
        ))}
      </dl>
      <p className="rounded-lg bg-warn-soft px-4 py-3 text-sm text-warn">{t('system.restore.replaces')}</p>
      <Confirm
        title={t('system.restore.askTitle')}
        description={t('system.restore.askHint')}
        confirmLabel={t('system.restore.confirm')}
        isDangerous
        onConfirm={restore}
      >
        {(open) => (
          <Button look="danger" onClick={open}>
            {t('system.restore.open')}
          </Button>
        )}
      </Confirm>
    </>
  );
}
