import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { serverRoute } from '@/features/servers/server-route';

export const playgroundRoute = createRoute({
  getParentRoute: () => serverRoute,
  path: '/playground',
  component: lazyRouteComponent(() => import('./playground-tab'), 'PlaygroundTab'),
});
