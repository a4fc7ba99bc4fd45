import { describe, expect, it } from 'vitest';
import { readConfig } from '../config.js';
import type { ServerManifest } from '../format.js';
import { baseUrlOf } from './base-url.js';

const base = (url: string, env: Record<string, string> = {}) =>
  baseUrlOf({ servers: [{ url, variables: {} }] } as unknown as ServerManifest, readConfig(env), undefined);

describe("the description's server", () => {
  it.each(['https://api.example.com/v1', 'http://127.0.0.1:3000', 'http://10.1.2.3'])(
    '%s is called',
    (url) => {
      expect(base(url).href).toContain(url);
    },
  );

  it.each([
    'http://169.254.169.254/',
    'http://[fe80::1]/',
    'http://[::ffff:169.254.169.254]/',
    'http://2852039166/',
    'http://metadata.google.internal/',
    'unix:///var/run/docker.sock',
    'https://user:pass@api.example.com',
  ])('%s is not, unless configured', (url) => {
    expect(() => base(url)).toThrow(/UPSTREAM_BASE_URL/);
    expect(base(url, { UPSTREAM_BASE_URL: 'http://169.254.169.254' }).hostname).toBe('169.254.169.254');
  });
});
