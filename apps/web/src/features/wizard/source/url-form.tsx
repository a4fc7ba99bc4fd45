import { useTranslation } from 'react-i18next';
import { Button } from '@/ui/button';
import { Field, Input } from '@/ui/field';
import type { Registration } from './use-register';
import { useKeptText } from './use-kept-text';

export function UrlForm({ registration }: { readonly registration: Registration }) {
  const { t } = useTranslation();
  const [url, setUrl] = useKeptText('url');
  return (
    <form
      className="space-y-4"
      onSubmit={(event) => {
        event.preventDefault();
        registration.mutate({ url: url.trim() });
      }}
    >
      <Field label={t('wizard.source.urlLabel')} hint={t('wizard.source.urlHint')}>
        {(control) => (
          <Input
            {...control}
            type="url"
            required
            autoFocus
            placeholder="https://"
            value={url}
            onChange={(event) => setUrl(event.target.value)}
          />
        )}
      </Field>
      <Button look="primary" type="submit" isBusy={registration.isPending}>
        {t('wizard.source.read')}
      </Button>
    </form>
  );
}
