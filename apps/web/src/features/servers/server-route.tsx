import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '@/app/shell-route';

/** One server; its tabs are pages of their own below. */
export const serverRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/servers/$serverId',
  component: lazyRouteComponent(() => import('./server-layout'), 'ServerLayout'),
});
