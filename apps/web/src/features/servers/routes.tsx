import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '@/app/shell-route';

const serversRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/servers',
  component: lazyRouteComponent(() => import('./servers-page'), 'ServersPage'),
});

export const serverRoutes = [serversRoute] as const;
