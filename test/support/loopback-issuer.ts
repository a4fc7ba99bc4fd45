import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT, type CryptoKey, type JWTPayload } from 'jose';

export interface TokenOptions {
  readonly claims?: JWTPayload;
  readonly key?: CryptoKey;
  /** Seconds from now; an hour when left out. */
  readonly expiresIn?: number;
}

/** An authorization server on this machine, with keys of its own; only what a resource server asks of it. */
export interface LoopbackIssuer {
  readonly issuer: string;
  readonly jwksUrl: string;
  /** Requests for the keys so far. */
  keyRequests(): number;
  token(audience: string, options?: TokenOptions): Promise<string>;
  /** With `alg: none`. */
  unsigned(audience: string): string;
  /** A key that the issuer does not publish. */
  foreignKey(): Promise<CryptoKey>;
  close(): Promise<void>;
}

const ALGORITHM = 'ES256';

export async function startIssuer(): Promise<LoopbackIssuer> {
  const { publicKey, privateKey } = await generateKeyPair(ALGORITHM, { extractable: true });
  const jwks = { keys: [{ ...(await exportJWK(publicKey)), kid: 'k1', alg: ALGORITHM, use: 'sig' }] };
  let keyRequests = 0;
  const server = createServer((request, response) => {
    if (request.url === '/keys') keyRequests += 1;
    const documents: Readonly<Record<string, unknown>> = {
      '/.well-known/oauth-authorization-server': { issuer, jwks_uri: `${issuer}/keys` },
      '/keys': jwks,
    };
    const found = documents[request.url ?? ''];
    response.writeHead(found === undefined ? 404 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(found ?? {}));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const claimsFor = (audience: string): JWTPayload => ({
    iss: issuer,
    aud: audience,
    sub: 'ada',
    client_id: 'client-1',
    scope: 'mcp',
  });
  return {
    issuer,
    jwksUrl: `${issuer}/keys`,
    keyRequests: () => keyRequests,
    token: async (audience, { claims, key = privateKey, expiresIn = 3600 } = {}) => {
      const exp = Math.floor(Date.now() / 1000) + expiresIn;
      return new SignJWT({ ...claimsFor(audience), exp, ...claims })
        .setProtectedHeader({ alg: ALGORITHM, kid: 'k1', typ: 'at+jwt' })
        .sign(key);
    },
    unsigned: (audience) => new UnsecuredJWT(claimsFor(audience)).setExpirationTime('1h').encode(),
    foreignKey: async () => (await generateKeyPair(ALGORITHM)).privateKey,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}
