import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { PageHead } from '@/ui/page';

/** The frame of the pages before one is signed in. */
export function EntryCard({
  title,
  hint,
  children,
}: {
  readonly title: string;
  readonly hint: string;
  readonly children: ReactNode;
}) {
  const { t } = useTranslation();
  return (
    <main className="mx-auto flex min-h-dvh max-w-lg flex-col justify-center px-4 py-10">
      <p className="mb-6 flex items-center gap-2.5 text-lg font-semibold">
        <img src="/favicon.svg" alt="" className="size-8" />
        {t('product')}
      </p>
      <div className="rounded-2xl border border-line bg-surface p-7">
        <PageHead title={title} hint={hint} />
        {children}
      </div>
    </main>
  );
}
