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

export const apiRoutes = [apisRoute, apiRoute] as const;
