import type { ApiServer } from '#lib/api-description';
import type { ServerTemplate } from '#lib/server-runtime';
import { upperSnake } from './credentials.js';

/** Servers with the environment variable that may set each of their variables. */
export function serverTemplates(servers: readonly ApiServer[]): ServerTemplate[] {
  return servers.map((server) => ({
    url: server.url,
    variables: Object.fromEntries(
      Object.entries(server.variables).map(([name, variable]) => [
        name,
        {
          default: variable.default,
          ...(variable.enum === undefined ? {} : { enum: variable.enum }),
          env: `UPSTREAM_${upperSnake(name) || 'VARIABLE'}`,
        },
      ]),
    ),
  }));
}
