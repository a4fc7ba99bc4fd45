import { createRootRoute, Outlet } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Toaster } from 'sonner';
import { ProblemView } from '@/ui/problem-view';
import { Problem } from '@/api/problem';
import { useTheme } from './theme';

export const rootRoute = createRootRoute({
  component: Root,
  errorComponent: ({ error, reset }) => (
    <main className="mx-auto max-w-2xl p-6">
      <ProblemView error={error} onRetry={reset} />
    </main>
  ),
  notFoundComponent: NotFound,
});

function Root() {
  const theme = useTheme();
  return (
    <>
      <Outlet />
      <Toaster theme={theme} position="bottom-right" closeButton />
    </>
  );
}

function NotFound() {
  const { t } = useTranslation();
  const error = new Problem(404, {
    code: 'page-unknown',
    detail: t('state.notFound'),
    fix: t('state.notFoundFix'),
  });
  return (
    <main className="mx-auto max-w-2xl p-6">
      <ProblemView error={error} />
    </main>
  );
}
