import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '@/app/shell-route';

const apisRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/apis',
  component: lazyRouteComponent(() => import('./apis-page'), 'ApisPage'),
});

/** One API: its tools, its generations, and a newer description of it. */
export const apiRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/apis/$apiId',
  component: lazyRouteComponent(() => import('./api-page'), 'ApiPage'),
});

/** A newer description in place of the registered one. */
export const apiChangeRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/apis/$apiId/change',
  component: lazyRouteComponent(() => import('./change/change-page'), 'ChangePage'),
});

export const apiRoutes = [apisRoute, apiRoute, apiChangeRoute] as const;
