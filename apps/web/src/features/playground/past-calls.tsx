import { useQuery } from '@tanstack/react-query';
import { RotateCw, Trash2 } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Example, PastCall } from '@/api/types';
import { Badge } from '@/ui/badge';
import { Button } from '@/ui/button';
import { Card, CardHead } from '@/ui/card';
import { Confirm } from '@/ui/confirm';
import { QueryView } from '@/ui/query-view';
import { toastProblem } from '@/ui/toasts';
import {
  examplesQuery,
  pastCallsQuery,
  useDropExample,
  useForgetCalls,
  type Call,
} from './playground-queries';

interface PastCallsProps {
  readonly serverId: string;
  readonly onLoad: (call: Call) => void;
  readonly onReplay: (call: Call) => void;
}

/** Kept examples, and the last calls. */
export function PastCalls(props: PastCallsProps) {
  return (
    <div className="grid items-start gap-6 xl:grid-cols-2">
      <Examples {...props} />
      <History {...props} />
    </div>
  );
}

function Examples({ serverId, onLoad }: PastCallsProps) {
  const { t } = useTranslation();
  const query = useQuery(examplesQuery(serverId));
  return (
    <Card>
      <CardHead title={t('playground.examples.title')} hint={t('playground.examples.hint')} />
      <QueryView query={query} lines={2}>
        {(examples) => (
          <List isEmpty={examples.length === 0} empty={t('playground.examples.none')}>
            {examples.map((example) => (
              <ExampleRow key={example.id} serverId={serverId} example={example} onLoad={onLoad} />
            ))}
          </List>
        )}
      </QueryView>
    </Card>
  );
}

function ExampleRow({
  serverId,
  example,
  onLoad,
}: Pick<PastCallsProps, 'serverId' | 'onLoad'> & { readonly example: Example }) {
  const { t } = useTranslation();
  const drop = useDropExample(serverId, example);
  const { name, tool } = example;
  return (
    <li className="flex flex-wrap items-center gap-2 py-2">
      <Button
        size="small"
        look="quiet"
        className="min-w-0 flex-1 text-left text-ink"
        onClick={() => onLoad(example)}
      >
        <span className="truncate">{name}</span>
        <span className="truncate font-mono text-xs text-soft">{tool}</span>
      </Button>
      <Button
        look="quiet"
        size="icon"
        aria-label={t('playground.examples.delete', { name })}
        isBusy={drop.isPending}
        onClick={() => drop.mutate(undefined, { onError: toastProblem })}
      >
        <Trash2 className="size-4" aria-hidden />
      </Button>
    </li>
  );
}

function History({ serverId, onLoad, onReplay }: PastCallsProps) {
  const { t } = useTranslation();
  const query = useQuery(pastCallsQuery(serverId));
  const forget = useForgetCalls(serverId);
  return (
    <Card>
      <CardHead title={t('playground.history.title')} hint={t('playground.history.hint')}>
        {(query.data?.length ?? 0) > 0 && (
          <Confirm
            title={t('playground.history.clearTitle')}
            description={t('playground.history.clearHint')}
            confirmLabel={t('actions.clear')}
            isDangerous
            onConfirm={() => forget.mutateAsync()}
          >
            {(open) => (
              <Button size="small" onClick={open}>
                {t('playground.history.clear')}
              </Button>
            )}
          </Confirm>
        )}
      </CardHead>
      <QueryView query={query} lines={2}>
        {(calls) => (
          <List isEmpty={calls.length === 0} empty={t('playground.history.none')}>
            {calls.map((call) => (
              <CallRow key={call.id} call={call} onLoad={onLoad} onReplay={onReplay} />
            ))}
          </List>
        )}
      </QueryView>
    </Card>
  );
}

function CallRow({
  call,
  onLoad,
  onReplay,
}: Pick<PastCallsProps, 'onLoad' | 'onReplay'> & { readonly call: PastCall }) {
  const { t } = useTranslation();
  const { tool, arguments: args, isError, at } = call;
  const time = new Date(at).toLocaleTimeString();
  return (
    <li className="flex flex-wrap items-center gap-2 py-2 text-sm">
      <Button
        size="small"
        look="quiet"
        className="min-w-0 flex-1 text-left text-ink"
        disabled={args === null}
        onClick={() => onLoad({ tool, arguments: args ?? {} })}
      >
        <span className="truncate font-mono">{tool}</span>
        <span className="truncate font-mono text-xs text-soft">
          {args === null ? t('playground.history.tooLarge') : JSON.stringify(args)}
        </span>
      </Button>
      <Badge tone={isError ? 'bad' : 'good'}>{t(isError ? 'playground.isError' : 'playground.isOk')}</Badge>
      <time dateTime={at} className="text-soft">
        {time}
      </time>
      <Button
        size="icon"
        look="quiet"
        disabled={args === null}
        aria-label={t('playground.history.replay', { tool, time })}
        onClick={() => onReplay({ tool, arguments: args ?? {} })}
      >
        <RotateCw className="size-4" aria-hidden />
      </Button>
    </li>
  );
}

function List({
  isEmpty,
  empty,
  children,
}: {
  readonly isEmpty: boolean;
  readonly empty: string;
  readonly children: ReactNode;
}) {
  if (isEmpty) return <p className="text-sm text-soft">{empty}</p>;
  return <ul className="max-h-96 divide-y divide-line overflow-y-auto">{children}</ul>;
}
