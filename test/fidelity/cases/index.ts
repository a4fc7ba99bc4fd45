import type { FidelityGroup } from '../fidelity-case.js';
import { ARGUMENTS } from './arguments.js';
import { AUTH } from './auth.js';
import { BODIES } from './bodies.js';
import { FORMS, MULTIPARTS } from './forms.js';
import { HEADERS_AND_COOKIES } from './header-cookie.js';
import { OAUTH } from './oauth.js';
import { OPENAPI_3_2 } from './openapi32.js';
import { PATH } from './path.js';
import { NAMES, QUERY } from './query.js';
import { RESULTS } from './results.js';
import { RETRIES_AND_REDIRECTS } from './retries-redirects.js';
import { CONFIGURED_SERVER, NO_SERVERS, RELATIVE_SERVERS, SERVERS } from './servers.js';
import { SWAGGER_2, SWAGGER_2_BARE, SWAGGER_2_FETCHED } from './swagger2.js';
import { XML_BODIES, XML_NODE_TYPES } from './xml.js';

/** Every group, in the order in which they are shown. */
export const GROUPS: readonly FidelityGroup[] = [
  PATH,
  QUERY,
  NAMES,
  HEADERS_AND_COOKIES,
  SWAGGER_2,
  SWAGGER_2_FETCHED,
  SWAGGER_2_BARE,
  OPENAPI_3_2,
  BODIES,
  FORMS,
  MULTIPARTS,
  XML_BODIES,
  XML_NODE_TYPES,
  SERVERS,
  RELATIVE_SERVERS,
  NO_SERVERS,
  CONFIGURED_SERVER,
  AUTH,
  OAUTH,
  ARGUMENTS,
  RESULTS,
  RETRIES_AND_REDIRECTS,
];
