import { createRouter } from '@tanstack/react-router';
import { apiRoutes } from '@/features/apis/routes';
import { helpRoutes } from '@/features/help/routes';
import { overviewRoute } from '@/features/overview/routes';
import { serverRoutes } from '@/features/servers/routes';
import { setUpRoute, signInRoute } from '@/features/sign-in/routes';
import { systemRoute } from '@/features/system/routes';
import { wizardRoute } from '@/features/wizard/routes';
import { rootRoute } from './root-route';
import { shellRoute } from './shell-route';

const routeTree = rootRoute.addChildren([
  signInRoute,
  setUpRoute,
  shellRoute.addChildren([
    overviewRoute,
    ...serverRoutes,
    ...apiRoutes,
    wizardRoute,
    systemRoute,
    ...helpRoutes,
  ]),
]);

export const router = createRouter({
  routeTree,
  defaultPreload: 'intent',
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    readonly router: typeof router;
  }
}
