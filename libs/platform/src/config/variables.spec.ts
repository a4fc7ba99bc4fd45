import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { loadConfig, unknownVariables, VARIABLES } from '#lib/platform';

describe('configuration', () => {
  it('has defaults for everything', () => {
    expect(loadConfig({})).toMatchObject({
      host: '127.0.0.1',
      port: 3000,
      publicUrl: 'http://127.0.0.1:3000',
      runtime: 'auto',
      sample: true,
    });
  });

  it('names a variable that cannot be used, and never its value', () => {
    expect(() => loadConfig({ DATABASE_URL: 'mysql://root:canary@host/db', PORT: 'http' })).toThrowError(
      expect.objectContaining({
        code: 'configuration-invalid',
        detail: expect.stringMatching(/^(?!.*canary).*PORT.*DATABASE_URL/s),
      }),
    );
  });

  it('wants roles apart to share a database and a key', () => {
    const shared = {
      DATABASE_URL: 'postgres://hub@db/hub',
      TOOLWRIGHT_SECRET_KEY: Buffer.alloc(32, 1).toString('base64'),
    };
    const roles = { TOOLWRIGHT_ROLES: ' api, gateway ' };
    expect(loadConfig({ ...shared, ...roles })).toMatchObject({ roles: ['api', 'gateway'] });
    for (const name of Object.keys(shared))
      expect(() => loadConfig({ ...shared, ...roles, [name]: '' })).toThrowError(
        expect.objectContaining({ code: 'configuration-invalid', detail: expect.stringContaining(name) }),
      );
    for (const wrong of ['apis', ',', 'api;worker'])
      expect(() => loadConfig({ ...shared, TOOLWRIGHT_ROLES: wrong })).toThrowError(
        expect.objectContaining({ detail: expect.stringContaining('TOOLWRIGHT_ROLES') }),
      );
    expect(loadConfig({ TOOLWRIGHT_ROLES: 'worker,gateway,api' }).databaseUrl).toBeUndefined();
  });

  it('tells names that are most likely misspelled', () => {
    expect(
      unknownVariables({ TOOLWRIGHT_RUNTIMES: 'docker', TOOLWRIGHT_RUNTIME: 'docker', HOME: '/' }),
    ).toEqual(['TOOLWRIGHT_RUNTIMES']);
  });

  it('is documented in full', async () => {
    const page = await readFile(new URL('../../../../docs/configuration.md', import.meta.url), 'utf8');
    for (const { name, default: value, meaning } of VARIABLES)
      expect(page).toContain(`| \`${name}\` | ${value} | ${meaning} |`);
  });
});
