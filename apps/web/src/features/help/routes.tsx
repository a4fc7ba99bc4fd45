import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '@/app/shell-route';

const helpPage = lazyRouteComponent(() => import('./help-page'), 'HelpPage');

const helpRoute = createRoute({ getParentRoute: () => shellRoute, path: '/help', component: helpPage });

/** One topic; a place in it is the hash. */
export const topicRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/help/$topic',
  component: helpPage,
});

export const helpRoutes = [helpRoute, topicRoute] as const;
