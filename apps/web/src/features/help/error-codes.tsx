import { useTranslation } from 'react-i18next';
import { errorCodes } from './find-help';

/** The hub's catalogue: what each code means, and what to do. */
export function ErrorCodes() {
  const { t } = useTranslation();
  return (
    <>
      <p>{t('help.codes.hint')}</p>
      <dl>
        {errorCodes.map(({ code, title, cause, fix }) => (
          <div key={code} id={code} className="mt-4 scroll-mt-4 rounded-lg border border-line p-4">
            <dt>
              <code>{code}</code> <span className="ml-1 font-semibold">{title}</span>
            </dt>
            <dd className="mt-1 text-soft">{cause}</dd>
            <dd className="mt-1">{fix}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}
