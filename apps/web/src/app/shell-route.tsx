import { createRoute, redirect } from '@tanstack/react-router';
import { queryClient } from '@/api/query-client';
import { sessionQuery } from '@/session/session';
import { rootRoute } from './root-route';
import { Shell } from './shell';

/** Every page for those who are signed in; others are asked to, and brought back. */
export const shellRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'shell',
  component: Shell,
  beforeLoad: async ({ location }) => {
    const session = await queryClient.ensureQueryData(sessionQuery);
    if (session.name === undefined) throw redirect({ to: '/sign-in', search: { next: location.href } });
  },
});
