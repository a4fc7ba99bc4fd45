import { useQuery } from '@tanstack/react-query';
import { Outlet, useLocation, useNavigate } from '@tanstack/react-router';
import { Menu, X } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { sessionQuery } from '@/session/session';
import { Button } from '@/ui/button';
import { Navigation } from './navigation';
import { OfflineBar } from './offline-bar';

/** Navigation beside the page; on a phone behind a button. */
export function Shell() {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  const { pathname, href } = useLocation();
  useSignedIn(href);
  useEffect(() => setOpen(false), [pathname]);
  const Icon = isOpen ? X : Menu;
  return (
    <div className="min-h-dvh lg:grid lg:grid-cols-[15rem_1fr]">
      <a
        href="#content"
        className="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-50 focus:rounded-lg focus:bg-surface focus:px-4 focus:py-2"
      >
        {t('skip')}
      </a>
      <header className="flex items-center justify-between border-b border-line bg-surface px-4 py-2 lg:hidden">
        <span className="font-semibold">{t('product')}</span>
        <Button
          look="quiet"
          size="icon"
          aria-expanded={isOpen}
          aria-controls="navigation"
          aria-label={t(isOpen ? 'nav.close' : 'nav.open')}
          onClick={() => setOpen(!isOpen)}
        >
          <Icon className="size-5" aria-hidden />
        </Button>
      </header>
      <Navigation isOpen={isOpen} />
      <div className="min-w-0">
        <OfflineBar />
        <main id="content" tabIndex={-1} className="mx-auto max-w-6xl px-4 py-6 outline-none sm:px-8 sm:py-8">
          <Outlet />
        </main>
      </div>
    </div>
  );
}

/** A session may end while a page is open. */
function useSignedIn(href: string): void {
  const { data } = useQuery(sessionQuery);
  const navigate = useNavigate();
  const isOut = data !== undefined && data.name === undefined;
  useEffect(() => {
    if (isOut) void navigate({ to: '/sign-in', search: { next: href } });
  }, [isOut, href, navigate]);
}
