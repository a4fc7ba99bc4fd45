import { Plus, X } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/ui/button';
import { Field, Input } from '@/ui/field';
import type { Registration } from './use-register';
import { useKeptText } from './use-kept-text';

interface Header {
  readonly name: string;
  readonly value: string;
}

/** An endpoint that is asked for its schema. Its headers may hold secrets: nothing keeps them. */
export function GraphqlForm({ registration }: { readonly registration: Registration }) {
  const { t } = useTranslation();
  const [url, setUrl] = useKeptText('graphql');
  const [headers, setHeaders] = useState<readonly Header[]>([]);
  const given = headers.filter(({ name }) => name.trim() !== '');
  return (
    <form
      className="space-y-4"
      onSubmit={(event) => {
        event.preventDefault();
        const pairs = given.map(({ name, value }) => [name.trim(), value]);
        registration.mutate({
          url: url.trim(),
          headers: Object.fromEntries(pairs) as Record<string, string>,
        });
      }}
    >
      <Field label={t('wizard.source.graphqlLabel')} hint={t('wizard.source.graphqlHint')}>
        {(control) => (
          <Input
            {...control}
            type="url"
            required
            placeholder="https://"
            value={url}
            onChange={(event) => setUrl(event.target.value)}
          />
        )}
      </Field>
      <Headers headers={headers} onChange={setHeaders} />
      <Button look="primary" type="submit" isBusy={registration.isPending}>
        {t('wizard.source.ask')}
      </Button>
    </form>
  );
}

interface HeadersProps {
  readonly headers: readonly Header[];
  readonly onChange: (headers: readonly Header[]) => void;
}

function Headers({ headers, onChange }: HeadersProps) {
  const { t } = useTranslation();
  const change = (index: number, part: Partial<Header>) =>
    onChange(headers.map((header, at) => (at === index ? { ...header, ...part } : header)));
  return (
    <fieldset className="space-y-2">
      <legend className="text-sm font-medium">{t('wizard.source.headers')}</legend>
      <p className="text-sm text-soft">{t('wizard.source.headersHint')}</p>
      {headers.map(({ name, value }, index) => (
        <div key={index} className="flex gap-2">
          <Input
            aria-label={t('wizard.source.headerName', { number: index + 1 })}
            placeholder="Authorization"
            value={name}
            pattern="[A-Za-z0-9_\-]{1,100}"
            onChange={(event) => change(index, { name: event.target.value })}
          />
          <Input
            aria-label={t('wizard.source.headerValue', { number: index + 1 })}
            type="password"
            autoComplete="off"
            value={value}
            onChange={(event) => change(index, { value: event.target.value })}
          />
          <Button
            look="quiet"
            size="icon"
            className="h-10 shrink-0"
            aria-label={t('wizard.source.removeHeader', { number: index + 1 })}
            onClick={() => onChange(headers.filter((_, at) => at !== index))}
          >
            <X className="size-4" aria-hidden />
          </Button>
        </div>
      ))}
      <Button size="small" onClick={() => onChange([...headers, { name: '', value: '' }])}>
        <Plus className="size-4" aria-hidden />
        {t('wizard.source.addHeader')}
      </Button>
    </fieldset>
  );
}
