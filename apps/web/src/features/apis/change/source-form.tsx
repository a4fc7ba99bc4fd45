import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/ui/button';
import { Field, Input, Select, TextArea } from '@/ui/field';

/** As `PUT /apis/:id/description` takes it. */
export type SourceBody = FormData | { readonly url: string } | { readonly content: string };

const WAYS = ['file', 'text', 'url'] as const;
type Way = (typeof WAYS)[number];

interface SourceFormProps {
  readonly isBusy: boolean;
  readonly onSubmit: (body: SourceBody) => void;
}

/** A description by upload, pasted, or by its address. */
export function SourceForm({ isBusy, onSubmit }: SourceFormProps) {
  const { t } = useTranslation();
  const [way, setWay] = useState<Way>('file');
  const [body, setBody] = useState<SourceBody>();
  return (
    <form
      className="space-y-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (body !== undefined) onSubmit(body);
      }}
    >
      <Field label={t('apis.change.way')}>
        {(control) => (
          <Select
            {...control}
            value={way}
            onChange={({ target }) => {
              setWay(target.value as Way);
              setBody(undefined);
            }}
          >
            {WAYS.map((one) => (
              <option key={one} value={one}>
                {t(`apis.change.ways.${one}`)}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <WayField key={way} way={way} onChange={setBody} />
      <Button type="submit" look="primary" isBusy={isBusy} disabled={body === undefined}>
        {t('apis.change.look')}
      </Button>
    </form>
  );
}

interface WayFieldProps {
  readonly way: Way;
  readonly onChange: (body: SourceBody | undefined) => void;
}

function WayField({ way, onChange }: WayFieldProps) {
  const { t } = useTranslation();
  const given = (text: string, body: SourceBody) => onChange(text.trim() === '' ? undefined : body);
  return (
    <Field label={t(`apis.change.labels.${way}`)}>
      {(control) => {
        if (way === 'file')
          return (
            <Input
              {...control}
              type="file"
              className="py-1.5"
              onChange={({ target }) => onChange(formOf(target.files?.[0]))}
            />
          );
        if (way === 'url')
          return (
            <Input
              {...control}
              type="url"
              onChange={({ target }) => given(target.value, { url: target.value.trim() })}
            />
          );
        return (
          <TextArea
            {...control}
            rows={12}
            spellCheck={false}
            onChange={({ target }) => given(target.value, { content: target.value })}
          />
        );
      }}
    </Field>
  );
}

function formOf(file: File | undefined): FormData | undefined {
  if (file === undefined) return undefined;
  const form = new FormData();
  form.append('file', file);
  return form;
}
