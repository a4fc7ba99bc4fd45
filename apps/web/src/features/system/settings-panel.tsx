import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SystemSetting } from '@/api/types';
import { Badge } from '@/ui/badge';
import { Card, CardHead } from '@/ui/card';
import { CodeBlock } from '@/ui/code-block';
import { Field, Input } from '@/ui/field';

const EXAMPLE = 'TOOLWRIGHT_MAX_SERVERS=200 TOOLWRIGHT_LOG_LEVEL=debug npm start';

/** Every variable with its value and effect. They are read once, so they are changed where the hub is started. */
export function SettingsPanel({ settings }: { readonly settings: readonly SystemSetting[] }) {
  const { t } = useTranslation();
  const [wanted, setWanted] = useState('');
  const words = wanted.toLowerCase().split(/\s+/);
  const shown = settings.filter(({ name, meaning }) =>
    words.every((word) => `${name} ${meaning}`.toLowerCase().includes(word)),
  );
  return (
    <div className="space-y-6">
      <Card>
        <CardHead title={t('system.settings.changeTitle')} hint={t('system.settings.changeHint')} />
        <CodeBlock label={t('system.settings.example')} text={EXAMPLE} />
      </Card>
      <Card aria-label={t('system.settings.title')}>
        <CardHead title={t('system.settings.title')} hint={t('system.settings.hint')} />
        <Field label={t('system.settings.find')}>
          {(control) => (
            <Input
              {...control}
              type="search"
              value={wanted}
              onChange={({ target }) => setWanted(target.value)}
            />
          )}
        </Field>
        <p role="status" className="mt-3 text-sm text-soft">
          {t('system.settings.shown', { shown: shown.length, all: settings.length })}
        </p>
        <ul className="mt-2 divide-y divide-line">
          {shown.map((setting) => (
            <Setting key={setting.name} setting={setting} />
          ))}
        </ul>
      </Card>
    </div>
  );
}

function Setting({ setting }: { readonly setting: SystemSetting }) {
  const { t } = useTranslation();
  const { name, meaning, value, isGiven, isSecret } = setting;
  const absent = isSecret ? t('system.settings.secret') : setting.default;
  return (
    <li className="py-3">
      <div className="flex flex-wrap items-center gap-2">
        <code className="font-mono text-sm font-medium break-all">{name}</code>
        <Badge tone={isGiven ? 'accent' : 'plain'}>
          {t(isGiven ? 'system.settings.given' : 'system.settings.default')}
        </Badge>
      </div>
      <p className="mt-1 text-sm">
        {value === null ? (
          <span className="text-soft">{absent}</span>
        ) : (
          <code className="font-mono break-all">{value}</code>
        )}
      </p>
      <p className="mt-0.5 text-sm text-soft">{meaning}</p>
    </li>
  );
}
