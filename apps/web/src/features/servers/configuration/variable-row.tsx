import { Pencil, Trash2, Undo2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Variable } from '@/api/types';
import { Badge } from '@/ui/badge';
import { Button } from '@/ui/button';
import { Input } from '@/ui/field';

/** A new value; null takes it away. */
export type VariableChange = string | null;

interface Props {
  readonly variable: Variable;
  readonly change: VariableChange | undefined;
  readonly onChange: (change: VariableChange | undefined) => void;
}

/** A variable, and what is to become of it. What is a credential is never shown. */
export function VariableRow({ variable, change, onChange }: Props) {
  const { t } = useTranslation();
  const { name, isSecret } = variable;
  return (
    <li className="grid gap-2 py-3 md:grid-cols-[minmax(0,18rem)_minmax(0,1fr)_auto] md:items-center">
      <span className="flex flex-wrap items-center gap-2">
        <code className="font-mono text-sm break-all">{name}</code>
        {isSecret && <Badge tone="accent">{t('servers.configuration.credential')}</Badge>}
      </span>
      {typeof change === 'string' ? (
        <Input
          aria-label={t('servers.configuration.valueOf', { name })}
          type={isSecret ? 'password' : 'text'}
          autoComplete="off"
          required
          value={change}
          onChange={({ target }) => onChange(target.value)}
        />
      ) : (
        <Present variable={variable} isRemoved={change === null} />
      )}
      <span className="flex gap-1">
        <Buttons variable={variable} change={change} onChange={onChange} />
      </span>
    </li>
  );
}

function Present({ variable, isRemoved }: { readonly variable: Variable; readonly isRemoved: boolean }) {
  const { t } = useTranslation();
  const { isSet, value } = variable;
  if (isRemoved) return <span className="text-sm text-warn">{t('servers.configuration.willBeRemoved')}</span>;
  if (!isSet) return <span className="text-sm text-soft">{t('servers.configuration.notSet')}</span>;
  return (
    <span className="font-mono text-sm break-all">{value ?? t('servers.configuration.isSetHidden')}</span>
  );
}

function Buttons({ variable, change, onChange }: Props) {
  const { t } = useTranslation();
  const { name, isSet, value } = variable;
  if (change !== undefined)
    return (
      <Button
        size="small"
        aria-label={t('servers.configuration.keepOf', { name })}
        onClick={() => onChange(undefined)}
      >
        <Undo2 className="size-4" aria-hidden />
        {t('servers.configuration.keep')}
      </Button>
    );
  return (
    <>
      <Button
        size="small"
        aria-label={t(isSet ? 'servers.configuration.replaceOf' : 'servers.configuration.setOf', { name })}
        onClick={() => onChange(value ?? '')}
      >
        <Pencil className="size-4" aria-hidden />
        {t(isSet ? 'servers.configuration.replace' : 'servers.configuration.set')}
      </Button>
      {isSet && (
        <Button
          size="small"
          look="quiet"
          aria-label={t('servers.configuration.removeOf', { name })}
          onClick={() => onChange(null)}
        >
          <Trash2 className="size-4" aria-hidden />
          {t('servers.configuration.remove')}
        </Button>
      )}
    </>
  );
}
