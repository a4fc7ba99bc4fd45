import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '@/app/shell-route';

export const wizardRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/apis/new',
  component: lazyRouteComponent(() => import('./wizard-page'), 'WizardPage'),
});
