import { useTranslation } from 'react-i18next';

/** An argument's name, and whether it has to be given. */
export function ArgumentLabel({ name, isRequired }: { readonly name: string; readonly isRequired: boolean }) {
  const { t } = useTranslation();
  return (
    <>
      <span className="font-mono">{name}</span>
      {isRequired && (
        <span className="ml-1.5 text-xs font-normal text-soft">{t('playground.form.required')}</span>
      )}
    </>
  );
}
