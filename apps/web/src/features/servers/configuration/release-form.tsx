import type { FormEvent, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/ui/button';
import { Card, CardHead } from '@/ui/card';
import { ProblemView } from '@/ui/problem-view';

interface Props {
  readonly title: string;
  readonly hint: string;
  readonly isChanged: boolean;
  readonly isBusy: boolean;
  readonly error: unknown;
  /** Says what saving does. */
  readonly saveLabel?: string;
  readonly onSave: () => void;
  readonly onReset: () => void;
  readonly children: ReactNode;
}

/** Settings that are saved together; saying that it makes a release. */
export function ReleaseForm({ title, hint, isChanged, isBusy, error, saveLabel, ...props }: Props) {
  const { t } = useTranslation();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    props.onSave();
  };
  return (
    <Card>
      <CardHead title={title} hint={hint} />
      <form onSubmit={submit} className="space-y-4">
        {props.children}
        {error !== undefined && error !== null && <ProblemView error={error} />}
        <div className="flex flex-wrap items-center gap-2">
          <Button type="submit" look="primary" disabled={!isChanged} isBusy={isBusy}>
            {saveLabel ?? t('servers.configuration.saveAsRelease')}
          </Button>
          {isChanged && <Button onClick={props.onReset}>{t('servers.configuration.reset')}</Button>}
        </div>
      </form>
    </Card>
  );
}
