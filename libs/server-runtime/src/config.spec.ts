import { describe, expect, it } from 'vitest';
import { ConfigError, readConfig } from './config.js';

describe('readConfig', () => {
  it('needs nothing to be set', () => {
    const config = readConfig({});
    expect(config).toMatchObject({ legacySessions: 'auto', confirmDestructive: false, logLevel: 'info' });
    expect(config.oauth).toBeUndefined();
  });

  it('reads who issues tokens, as it was written', () => {
    const { oauth } = readConfig({
      OAUTH_ISSUER: 'https://id.example.com/',
      OAUTH_SCOPES: 'a b, c',
      OAUTH_WRITE_SCOPES: '',
    });
    expect(oauth).toEqual({ issuer: 'https://id.example.com/', scopes: ['a', 'b', 'c'], writeScopes: [] });
  });

  it.each([
    ['LEGACY_SESSIONS', 'always'],
    ['CONFIRM_DESTRUCTIVE', 'yes'],
    ['LOG_LEVEL', 'loud'],
    ['OAUTH_ISSUER', 'id.example.com'],
    ['MAX_REQUEST_BYTES', '12'],
    ['REQUEST_TIMEOUT_MS', '-1'],
    ['REQUEST_STATE_KEY', 'short-secret'],
  ])('refuses a wrong %s without telling its value', (name, value) => {
    const read = () => readConfig({ [name]: value });
    expect(read).toThrow(ConfigError);
    expect(read).toThrow(name);
    expect(read).not.toThrow(value);
  });

  it('refuses OAuth settings that nothing would come of', () => {
    expect(() => readConfig({ OAUTH_SCOPES: 'mcp' })).toThrow('OAUTH_ISSUER');
  });
});
