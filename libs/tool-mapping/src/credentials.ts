import type { ApiDescription, OAuth2Scheme, SecurityScheme } from '#lib/api-description';
import type { CredentialScheme, SecurityNeed } from '#lib/server-runtime';

/** Variables that mean something to the server, Node, npm or the system; a credential never takes one. */
const RESERVED =
  /^(PATH|HOME|PORT|HOST|USER|SHELL|PWD|TMPDIR|LANG|LOG_LEVEL|LOG_CALLS|TZ|CI|DEBUG|TOOL_MODE|FAST_LANE|EXCHANGE_KEY)$|^(NODE|NPM|LD|DYLD|LC|UPSTREAM|SECRETS_FROM|EXIT_WITH|ALLOWED|MAX|CONFIRM|LEGACY|METRICS|OTEL)(_|$)|^REQUEST_(STATE|TIMEOUT)_|^CODE_(TIMEOUT|MEMORY|MAX)_|^OAUTH_(ISSUER|JWKS|RESOURCE|AUDIENCE|SCOPES|WRITE)(_|$)/;

type Names = (suffix: string) => string;

/** Decides how each security scheme in use is configured: which environment variables hold its secrets. */
export function credentialSchemes(
  api: ApiDescription,
  used: ReadonlySet<string>,
): Record<string, CredentialScheme> {
  const taken = new Set<string>();
  const schemes: [string, CredentialScheme][] = [];
  for (const key of [...used].toSorted()) {
    const scheme = Object.hasOwn(api.securitySchemes, key) ? api.securitySchemes[key] : undefined;
    schemes.push([
      key,
      scheme === undefined ? missing(key) : credentialScheme(scheme, variableNames(key, taken)),
    ]);
  }
  return Object.fromEntries(schemes);
}

function missing(key: string): CredentialScheme {
  return {
    type: 'unsupported',
    reason: `The description names the security scheme "${key}" but does not define it.`,
  };
}

function credentialScheme(scheme: SecurityScheme, name: Names): CredentialScheme {
  switch (scheme.type) {
    case 'apiKey':
      return { type: 'apiKey', in: scheme.in, name: scheme.name, env: name('') };
    case 'http':
      return httpScheme(scheme.scheme, name);
    case 'oauth2':
      return oauth2Scheme(scheme, name);
    case 'openIdConnect':
      return {
        type: 'oauth2',
        tokenEnv: name('TOKEN'),
        openIdConnectUrl: scheme.openIdConnectUrl,
        clientCredentials: clientCredentials('', name),
      };
    case 'mutualTLS':
      return { type: 'mutualTls', certEnv: name('CERT'), keyEnv: name('KEY') };
  }
}

function httpScheme(scheme: string, name: Names): CredentialScheme {
  if (scheme === 'basic')
    return { type: 'basic', usernameEnv: name('USERNAME'), passwordEnv: name('PASSWORD') };
  if (scheme === 'bearer') return { type: 'bearer', env: name('TOKEN') };
  return { type: 'unsupported', reason: `HTTP authentication scheme "${scheme}" is not supported.` };
}

function oauth2Scheme(scheme: OAuth2Scheme, name: Names): CredentialScheme {
  const flow = scheme.flows.find(({ type }) => type === 'clientCredentials');
  const tokenEnv = name('TOKEN');
  if (flow?.tokenUrl === undefined) return { type: 'oauth2', tokenEnv };
  return { type: 'oauth2', tokenEnv, clientCredentials: clientCredentials(flow.tokenUrl, name) };
}

function clientCredentials(tokenUrl: string, name: Names) {
  return {
    tokenUrl,
    tokenUrlEnv: name('TOKEN_URL'),
    clientIdEnv: name('CLIENT_ID'),
    clientSecretEnv: name('CLIENT_SECRET'),
  };
}

/** `petstore_auth` gives `PETSTORE_AUTH_TOKEN`; names that are taken or reserved get a prefix. */
function variableNames(key: string, taken: Set<string>): Names {
  const stem = upperSnake(key) || 'API';
  return (suffix) => {
    const ends = suffix === '' || stem.endsWith(`_${suffix}`) || stem === suffix;
    const plain = ends ? stem : `${stem}_${suffix}`;
    let name = RESERVED.test(plain) || /^\d/.test(plain) ? `API_${plain}` : plain;
    for (let count = 2; taken.has(name); count += 1) name = `${plain}_${count}`;
    taken.add(name);
    return name;
  };
}

export function upperSnake(text: string): string {
  return text
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replaceAll(/[^a-zA-Z0-9]+/g, '_')
    .replaceAll(/^_+|_+$/g, '')
    .toUpperCase();
}

/** An empty requirement stays an empty list: the call may go without a credential. */
export function securityNeeds(
  security: readonly Readonly<Record<string, readonly string[]>>[],
): SecurityNeed[][] {
  return security.map((requirement) =>
    Object.entries(requirement).map(([scheme, scopes]) => ({ scheme, scopes })),
  );
}
