import { describe, expect, it } from 'vitest';
import { readConfig } from '../config.js';
import type { ServerManifest } from '../format.js';
import { Credentials } from './credentials.js';
import { OAuthTokens } from './oauth-tokens.js';

const credentials = {
  key: { type: 'apiKey', in: 'query', name: 'key', env: 'KEY' },
  user: { type: 'oauth2', tokenEnv: 'USER_TOKEN' },
  app: { type: 'oauth2', tokenEnv: 'APP_TOKEN' },
} as const;

function applied(env: Record<string, string>, needs: readonly (readonly (keyof typeof credentials)[])[]) {
  const config = readConfig(env);
  const manifest = { credentials } as unknown as ServerManifest;
  const alternatives = needs.map((keys) => keys.map((scheme) => ({ scheme, scopes: [] })));
  return new Credentials(manifest, config, new OAuthTokens(config)).apply(
    alternatives,
    new AbortController().signal,
  );
}

describe('credentials', () => {
  it('apply all schemes of the first alternative that is configured', async () => {
    const auth = await applied({ KEY: 'k', APP_TOKEN: 'a' }, [['user'], ['key', 'app']]);
    expect(auth).toMatchObject({ query: ['key=k'], headers: { authorization: 'Bearer a' } });
  });

  it('are content with one of several schemes that share the Authorization header', async () => {
    expect(await applied({ APP_TOKEN: 'a' }, [['user', 'app']])).toMatchObject({
      headers: { authorization: 'Bearer a' },
    });
  });

  it('name the variables that are missing', async () => {
    await expect(applied({ KEY: 'k' }, [['key', 'app']])).rejects.toThrow('APP_TOKEN');
  });
});
