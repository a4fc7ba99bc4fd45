import type { FidelityGroup } from '../fidelity-case.js';

const clientCredentials = (path: string, scopes: Readonly<Record<string, string>> = {}) => ({
  type: 'oauth2',
  flows: { clientCredentials: { tokenUrl: `{{other}}${path}`, scopes } },
});
const needs = (scheme: string, ...scopes: readonly string[]) => ({ security: [{ [scheme]: scopes }] });
const token = (value: string, seconds: number) => ({
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ access_token: value, token_type: 'Bearer', expires_in: seconds }),
});
/** RFC 6749 section 2.3.1: identifier and secret are form-encoded, then joined. */
const basic = (id: string, secret: string) =>
  `Basic ${Buffer.from(`${id}:${encodeURIComponent(secret)}`).toString('base64')}`;
const tokenRequest = (path: string, authorization: string, body = 'grant_type=client_credentials') => ({
  line: `POST ${path}`,
  to: 'other' as const,
  headers: { authorization, 'content-type': 'application/x-www-form-urlencoded' },
  body,
});
const withBearer = (line: string, value: string) => ({ line, headers: { authorization: `Bearer ${value}` } });

/** RFC 6749 sections 2.3.1, 4.4 and 5.1; RFC 6750; OpenID Connect Discovery 1.0 section 4. */
export const OAUTH: FidelityGroup = {
  name: 'OAuth2 and OpenID Connect',
  version: '3.1.1',
  root: {
    components: {
      securitySchemes: {
        lasting: clientCredentials('/lasting', { 'read:x': 'Read.', 'write:x': 'Write.' }),
        brief: clientCredentials('/brief'),
        given: clientCredentials('/never'),
        refused: clientCredentials('/refused'),
        signIn: {
          type: 'openIdConnect',
          openIdConnectUrl: '{{other}}/.well-known/openid-configuration',
        },
      },
    },
  },
  env: {
    LASTING_CLIENT_ID: 'client-1',
    LASTING_CLIENT_SECRET: 'sec:ret/1',
    BRIEF_CLIENT_ID: 'client-2',
    BRIEF_CLIENT_SECRET: 'secret-2',
    GIVEN_TOKEN: 'given-token',
    GIVEN_CLIENT_ID: 'client-3',
    GIVEN_CLIENT_SECRET: 'secret-3',
    REFUSED_CLIENT_ID: 'client-4',
    REFUSED_CLIENT_SECRET: 'secret-4',
    SIGN_IN_CLIENT_ID: 'client-5',
    SIGN_IN_CLIENT_SECRET: 'secret-5',
  },
  cases: [
    {
      name: 'client credentials: a token is fetched with the scopes, and used again',
      call: 'GET /lasting',
      operation: needs('lasting', 'read:x', 'write:x'),
      times: 2,
      answers: [token('t-1', 3600)],
      sends: [
        tokenRequest(
          '/lasting',
          basic('client-1', 'sec:ret/1'),
          'grant_type=client_credentials&scope=read%3Ax+write%3Ax',
        ),
        withBearer('GET /lasting', 't-1'),
        withBearer('GET /lasting', 't-1'),
      ],
    },
    {
      name: 'client credentials: a token for fewer scopes is another token',
      call: 'GET /fewer',
      operation: needs('lasting', 'read:x'),
      answers: [token('t-2', 3600)],
      sends: [
        tokenRequest(
          '/lasting',
          basic('client-1', 'sec:ret/1'),
          'grant_type=client_credentials&scope=read%3Ax',
        ),
        withBearer('GET /fewer', 't-2'),
      ],
    },
    {
      name: 'client credentials: a token about to end is fetched anew before it does',
      call: 'GET /brief',
      operation: needs('brief'),
      times: 2,
      answers: [token('t-3', 5), {}, token('t-4', 5)],
      sends: [
        tokenRequest('/brief', basic('client-2', 'secret-2')),
        withBearer('GET /brief', 't-3'),
        tokenRequest('/brief', basic('client-2', 'secret-2')),
        withBearer('GET /brief', 't-4'),
      ],
    },
    {
      name: 'a token that the owner gives wins, and no endpoint is asked',
      call: 'GET /given',
      operation: needs('given'),
      sends: withBearer('GET /given', 'given-token'),
    },
    {
      name: 'a refusal of the token endpoint: the API is not called',
      call: 'GET /refused',
      operation: needs('refused'),
      answers: [{ status: 401, body: '{"error":"invalid_client"}' }],
      sends: [tokenRequest('/refused', basic('client-4', 'secret-4'))],
      gives: { isError: true, says: ['401', 'nothing was sent to the API'] },
    },
    {
      name: 'OpenID Connect: the token endpoint is discovered',
      call: 'GET /discovered',
      operation: needs('signIn', 'openid'),
      answers: [
        {
          headers: { 'content-type': 'application/json' },
          body: '{"issuer":"{{other}}","token_endpoint":"{{other}}/discovered-token"}',
        },
        token('t-5', 3600),
      ],
      sends: [
        { line: 'GET /.well-known/openid-configuration', to: 'other' },
        tokenRequest(
          '/discovered-token',
          basic('client-5', 'secret-5'),
          'grant_type=client_credentials&scope=openid',
        ),
        withBearer('GET /discovered', 't-5'),
      ],
    },
  ],
};
