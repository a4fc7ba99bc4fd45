import { useMutation } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '@/api/client';
import { queryClient } from '@/api/query-client';
import { Problem } from '@/api/problem';
import type { Session } from '@/api/types';
import { sessionQuery } from '@/session/session';
import { Button } from '@/ui/button';
import { CodeBlock } from '@/ui/code-block';
import { Field, Input } from '@/ui/field';
import { ProblemView } from '@/ui/problem-view';
import { EntryCard } from './entry-card';

const route = getRouteApi('/setup');

/** The one-time link leads here; it makes the administrator and shows the first key once. */
export function SetUpPage() {
  const { t } = useTranslation();
  const { token } = route.useSearch();
  const [name, setName] = useState('administrator');
  const setUp = useMutation({
    mutationFn: () => api.post<Session & { apiKey: string }>('/session/setup', { token, name: name.trim() }),
    onSuccess: ({ apiKey: _shownOnce, ...session }) =>
      queryClient.setQueryData(sessionQuery.queryKey, session),
  });
  if (setUp.data !== undefined) return <NewKey text={setUp.data.apiKey} />;
  return (
    <EntryCard title={t('session.setupTitle')} hint={t('session.setupHint')}>
      {token === undefined ? (
        <ProblemView
          error={new Problem(400, { code: 'setup-token-invalid', detail: t('session.noToken') })}
        />
      ) : (
        <form
          className="space-y-5"
          onSubmit={(event) => {
            event.preventDefault();
            setUp.mutate();
          }}
        >
          <Field label={t('session.keyName')}>
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
          {setUp.isError && <ProblemView error={setUp.error} />}
          <Button look="primary" type="submit" isBusy={setUp.isPending}>
            {t('session.setUp')}
          </Button>
        </form>
      )}
    </EntryCard>
  );
}

function NewKey({ text }: { readonly text: string }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  return (
    <EntryCard title={t('session.keyTitle')} hint={t('session.keyHint')}>
      <div className="space-y-5">
        <CodeBlock label={t('session.apiKey')} text={text} />
        <Button look="primary" onClick={() => void navigate({ to: '/' })}>
          {t('session.goOn')}
        </Button>
      </div>
    </EntryCard>
  );
}
