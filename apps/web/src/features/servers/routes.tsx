import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '@/app/shell-route';
import { playgroundRoute } from '@/features/playground/routes';
import { serverRoute } from './server-route';

const serversRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/servers',
  component: lazyRouteComponent(() => import('./servers-page'), 'ServersPage'),
});

const overviewRoute = createRoute({
  getParentRoute: () => serverRoute,
  path: '/',
  component: lazyRouteComponent(() => import('./tabs/overview-tab'), 'ServerOverviewTab'),
});

const toolsRoute = createRoute({
  getParentRoute: () => serverRoute,
  path: '/tools',
  component: lazyRouteComponent(() => import('./tabs/tools-tab'), 'ServerToolsTab'),
});

const logsRoute = createRoute({
  getParentRoute: () => serverRoute,
  path: '/logs',
  component: lazyRouteComponent(() => import('./tabs/logs-tab'), 'ServerLogsTab'),
});

const releasesRoute = createRoute({
  getParentRoute: () => serverRoute,
  path: '/releases',
  component: lazyRouteComponent(() => import('./tabs/releases-tab'), 'ServerReleasesTab'),
});

const configurationRoute = createRoute({
  getParentRoute: () => serverRoute,
  path: '/configuration',
  component: lazyRouteComponent(() => import('./tabs/configuration-tab'), 'ServerConfigurationTab'),
});

export const serverRoutes = [
  serversRoute,
  serverRoute.addChildren([
    overviewRoute,
    toolsRoute,
    playgroundRoute,
    logsRoute,
    releasesRoute,
    configurationRoute,
  ]),
] as const;
