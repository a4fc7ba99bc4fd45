import { useTranslation } from 'react-i18next';
import { Button } from '@/ui/button';
import { Field, TextArea } from '@/ui/field';
import type { Registration } from './use-register';
import { useKeptText } from './use-kept-text';

export function TextForm({ registration }: { readonly registration: Registration }) {
  const { t } = useTranslation();
  const [content, setContent] = useKeptText('text');
  return (
    <form
      className="space-y-4"
      onSubmit={(event) => {
        event.preventDefault();
        registration.mutate({ content, name: t('wizard.source.pastedName') });
      }}
    >
      <Field label={t('wizard.source.textLabel')} hint={t('wizard.source.textHint')}>
        {(control) => (
          <TextArea
            {...control}
            required
            spellCheck={false}
            className="min-h-64"
            value={content}
            onChange={(event) => setContent(event.target.value)}
          />
        )}
      </Field>
      <Button look="primary" type="submit" isBusy={registration.isPending}>
        {t('wizard.source.read')}
      </Button>
    </form>
  );
}
