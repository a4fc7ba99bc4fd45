import type { FidelityGroup } from '../fidelity-case.js';
import { inQuery, taking, text } from '../fragments.js';

const VARIABLES = {
  region: { default: 'eu', enum: ['eu', 'us'] },
  version: { default: 'v1' },
};

/** OpenAPI 3.1.1 "Server Object" and "Server Variable Object"; the closest server counts. */
export const SERVERS: FidelityGroup = {
  name: 'servers',
  version: '3.1.1',
  root: {
    servers: [{ url: '{{api}}/{region}/{version}/', variables: VARIABLES }, { url: '{{other}}/never' }],
  },
  env: { UPSTREAM_VERSION: 'v2' },
  cases: [
    {
      name: 'variables: their default, or what the owner sets',
      call: 'GET /pets',
      operation: taking(inQuery('q', text)),
      args: { q: '1' },
      sends: 'GET /eu/v2/pets?q=1',
    },
    {
      name: 'a server of the path',
      call: 'GET /of-path',
      pathItem: { servers: [{ url: '{{other}}/path' }] },
      sends: { line: 'GET /path/of-path', to: 'other' },
    },
    {
      name: 'a server of the operation wins over that of its path',
      call: 'POST /of-path',
      operation: { servers: [{ url: '{{other}}/operation' }] },
      sends: { line: 'POST /operation/of-path', to: 'other' },
    },
  ],
};

/** OpenAPI 3.1.1 "Relative References in API URLs": against the document's own address. */
export const RELATIVE_SERVERS: FidelityGroup = {
  name: 'relative servers',
  version: '3.1.1',
  root: { servers: [{ url: '../v1' }] },
  fetchedFrom: '/docs/reference/openapi.json',
  cases: [
    { name: 'relative to the folder of the document', call: 'GET /pets', sends: 'GET /docs/v1/pets' },
    {
      name: 'an operation with a server from the root of the host',
      call: 'GET /rooted',
      operation: { servers: [{ url: '/v2' }] },
      sends: 'GET /v2/rooted',
    },
    {
      name: 'an operation with the root of the host as its server',
      call: 'GET /root',
      operation: { servers: [{ url: '/' }] },
      sends: 'GET /root',
    },
  ],
};

/** OpenAPI 3.1.1 "OpenAPI Object": without servers, one with the URL `/`. */
export const NO_SERVERS: FidelityGroup = {
  name: 'no servers',
  version: '3.0.4',
  root: { servers: undefined },
  fetchedFrom: '/docs/openapi.json',
  cases: [{ name: 'the root of the host that serves the document', call: 'GET /pets', sends: 'GET /pets' }],
};

/** What the owner of the server sets wins over the description. */
export const CONFIGURED_SERVER: FidelityGroup = {
  name: 'a configured server',
  version: '3.0.4',
  root: { servers: [{ url: 'https://api.invalid/v9' }] },
  env: { UPSTREAM_BASE_URL: '{{api}}/base/?tenant=7' },
  cases: [
    {
      name: 'its base path and query stay',
      call: 'GET /pets',
      operation: taking(inQuery('q', text)),
      args: { q: 'x' },
      sends: 'GET /base/pets?tenant=7&q=x',
    },
    {
      name: 'a relative server of an operation is resolved against it',
      call: 'GET /relative',
      operation: { servers: [{ url: '/admin' }] },
      sends: 'GET /admin/relative',
    },
  ],
};
