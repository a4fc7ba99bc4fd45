import { useMutation, useQuery } from '@tanstack/react-query';
import { getRouteApi, useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '@/api/client';
import { queryClient } from '@/api/query-client';
import type { Session } from '@/api/types';
import { sessionQuery } from '@/session/session';
import { Button } from '@/ui/button';
import { Field, Input } from '@/ui/field';
import { ProblemView } from '@/ui/problem-view';
import { EntryCard } from './entry-card';

const route = getRouteApi('/sign-in');

export function SignInPage() {
  const { t } = useTranslation();
  const router = useRouter();
  const { next = '/' } = route.useSearch();
  const [apiKey, setApiKey] = useState('');
  const session = useQuery(sessionQuery);
  const signIn = useMutation({
    mutationFn: () => api.post<Session>('/session', { apiKey: apiKey.trim() }),
    onSuccess: (data) => {
      queryClient.setQueryData(sessionQuery.queryKey, data);
      router.history.push(next);
    },
  });
  if (session.data?.isSetUp === false)
    return (
      <EntryCard title={t('session.setupTitle')} hint={t('session.notSetUp')}>
        <Button onClick={() => void session.refetch()}>{t('actions.retry')}</Button>
      </EntryCard>
    );
  return (
    <EntryCard title={t('session.signInTitle')} hint={t('session.signInHint')}>
      <form
        className="space-y-5"
        onSubmit={(event) => {
          event.preventDefault();
          signIn.mutate();
        }}
      >
        <Field label={t('session.apiKey')}>
          {(control) => (
            <Input
              {...control}
              type="password"
              autoComplete="current-password"
              required
              value={apiKey}
              onChange={({ target }) => setApiKey(target.value)}
            />
          )}
        </Field>
        {signIn.isError && <ProblemView error={signIn.error} />}
        <Button look="primary" type="submit" isBusy={signIn.isPending}>
          {t('session.signIn')}
        </Button>
      </form>
    </EntryCard>
  );
}
