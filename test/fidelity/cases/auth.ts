import type { FidelityGroup } from '../fidelity-case.js';
import { inCookie, taking, text } from '../fragments.js';

const secured = (...security: readonly Readonly<Record<string, readonly string[]>>[]) => ({ security });
const KEY = 'k-1/2+3';

/** OpenAPI 3.1.1 "Security Scheme Object" and "Security Requirement Object"; RFC 7617; RFC 6750 section 2.1. */
export const AUTH: FidelityGroup = {
  name: 'credentials',
  version: '3.1.1',
  root: {
    components: {
      securitySchemes: {
        headerKey: { type: 'apiKey', in: 'header', name: 'X-Api-Key' },
        queryKey: { type: 'apiKey', in: 'query', name: 'api key' },
        cookieKey: { type: 'apiKey', in: 'cookie', name: 'SID' },
        basicAuth: { type: 'http', scheme: 'Basic' },
        bearerAuth: { type: 'http', scheme: 'bearer' },
        unsetKey: { type: 'apiKey', in: 'header', name: 'X-Unset' },
        digestAuth: { type: 'http', scheme: 'digest' },
      },
    },
    security: [{ headerKey: [] }],
  },
  env: {
    HEADER_KEY: KEY,
    QUERY_KEY: KEY,
    COOKIE_KEY: 'session-1',
    BASIC_AUTH_USERNAME: 'jürgen',
    BASIC_AUTH_PASSWORD: 'pa:ss',
    BEARER_AUTH_TOKEN: 'token.1',
  },
  cases: [
    {
      name: 'the requirement of the whole API',
      call: 'GET /default',
      sends: { line: 'GET /default', headers: { 'x-api-key': KEY } },
    },
    {
      name: 'an operation that needs none (empty list)',
      call: 'GET /public',
      operation: secured(),
      sends: 'GET /public',
    },
    {
      name: 'a key in the query, beside what stands there',
      call: 'GET /query',
      operation: {
        ...secured({ queryKey: [] }),
        parameters: [{ name: 'q', in: 'query', schema: text }],
      },
      args: { q: 'x' },
      sends: 'GET /query?q=x&api%20key=k-1%2F2%2B3',
    },
    {
      name: 'a key in a cookie, beside a cookie parameter',
      call: 'GET /cookie',
      operation: { ...secured({ cookieKey: [] }), ...taking(inCookie('lang', text)) },
      args: { lang: 'de' },
      sends: { line: 'GET /cookie', headers: { cookie: 'lang=de; SID=session-1' } },
    },
    {
      name: 'basic: UTF-8, and colons in the password',
      call: 'GET /basic',
      operation: secured({ basicAuth: [] }),
      sends: {
        line: 'GET /basic',
        headers: { authorization: `Basic ${Buffer.from('jürgen:pa:ss', 'utf8').toString('base64')}` },
      },
    },
    {
      name: 'bearer',
      call: 'GET /bearer',
      operation: secured({ bearerAuth: [] }),
      sends: { line: 'GET /bearer', headers: { authorization: 'Bearer token.1' } },
    },
    {
      name: 'all schemes of one requirement (AND)',
      call: 'GET /both',
      operation: secured({ headerKey: [], bearerAuth: [] }),
      sends: { line: 'GET /both', headers: { 'x-api-key': KEY, authorization: 'Bearer token.1' } },
    },
    {
      name: 'one of several requirements (OR): the first that is configured',
      call: 'GET /either',
      operation: secured({ unsetKey: [] }, { bearerAuth: [] }, { headerKey: [] }),
      sends: { line: 'GET /either', headers: { authorization: 'Bearer token.1' } },
    },
    {
      name: 'one of several requirements (OR): half of an AND is not enough',
      call: 'GET /half',
      operation: secured({ headerKey: [], unsetKey: [] }, { bearerAuth: [] }),
      sends: { line: 'GET /half', headers: { authorization: 'Bearer token.1' } },
    },
    {
      name: 'an optional credential that is not configured',
      call: 'GET /optional',
      operation: secured({ unsetKey: [] }, {}),
      sends: 'GET /optional',
    },
    {
      name: 'an optional credential that is configured is used',
      call: 'GET /optional-used',
      operation: secured({}, { headerKey: [] }),
      sends: { line: 'GET /optional-used', headers: { 'x-api-key': KEY } },
    },
    {
      name: 'a credential that is not configured: nothing is sent, and its variable is named',
      call: 'GET /missing',
      operation: secured({ unsetKey: [] }),
      refuses: ['UNSET_KEY'],
    },
    {
      name: 'a scheme that cannot be executed: nothing is sent, and it is said',
      call: 'GET /digest',
      operation: secured({ digestAuth: [] }),
      refuses: ['digest'],
    },
    {
      name: 'a redirect to another origin carries no credential',
      call: 'GET /leave',
      operation: {
        ...secured({ headerKey: [], bearerAuth: [], cookieKey: [] }),
        ...taking(inCookie('lang', text)),
      },
      args: { lang: 'de' },
      answers: [{ status: 302, headers: { location: '{{other}}/landed' } }],
      sends: [
        {
          line: 'GET /leave',
          headers: { 'x-api-key': KEY, authorization: 'Bearer token.1', cookie: 'lang=de; SID=session-1' },
        },
        { line: 'GET /landed', to: 'other' },
      ],
    },
    {
      name: 'a redirect within the origin keeps the credential',
      call: 'GET /stay',
      operation: secured({ bearerAuth: [] }),
      answers: [{ status: 307, headers: { location: '/stayed?x=1' } }],
      sends: [
        { line: 'GET /stay', headers: { authorization: 'Bearer token.1' } },
        { line: 'GET /stayed?x=1', headers: { authorization: 'Bearer token.1' } },
      ],
    },
    {
      name: 'a redirect away and back does not bring the credential back',
      call: 'GET /detour',
      operation: secured({ bearerAuth: [] }),
      answers: [
        { status: 302, headers: { location: '{{other}}/half-way' } },
        { status: 302, headers: { location: '{{api}}/home' } },
      ],
      sends: [
        { line: 'GET /detour', headers: { authorization: 'Bearer token.1' } },
        { line: 'GET /half-way', to: 'other' },
        { line: 'GET /home' },
      ],
    },
    {
      name: 'an error of the API that repeats the credential is shown without it',
      call: 'GET /default',
      answers: [{ status: 403, headers: { 'content-type': 'text/plain' }, body: `key ${KEY} is bad` }],
      gives: { isError: true, says: ['403', 'key *** is bad'] },
    },
  ],
};
