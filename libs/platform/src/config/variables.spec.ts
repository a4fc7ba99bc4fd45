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
