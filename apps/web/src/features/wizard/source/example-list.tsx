import { useTranslation } from 'react-i18next';
import { EXAMPLES, type Example } from '../examples/examples';
import type { Registration } from './use-register';

/** Descriptions that come with these pages: nothing is fetched from elsewhere. */
export function ExampleList({ registration }: { readonly registration: Registration }) {
  const { t } = useTranslation();
  const tryOut = async ({ name, load }: Example) => registration.mutate({ content: await load(), name });
  return (
    <ul className="grid gap-3 sm:grid-cols-3">
      {EXAMPLES.map((example) => (
        <li key={example.key}>
          <button
            type="button"
            disabled={registration.isPending}
            onClick={() => void tryOut(example)}
            className="h-full w-full rounded-lg border border-line p-4 text-left hover:bg-raised disabled:opacity-55"
          >
            <span className="block font-medium">{t(`wizard.examples.${example.key}`)}</span>
            <span className="mt-1 block text-sm text-soft">{t(`wizard.examples.${example.key}Hint`)}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
