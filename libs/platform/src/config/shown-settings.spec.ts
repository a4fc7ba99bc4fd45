import { describe, expect, it } from 'vitest';
import { loadConfig, shownSettings } from '#lib/platform';

describe('the settings as they are shown', () => {
  const settings = shownSettings(
    loadConfig({
      DATABASE_URL: 'postgres://user-canary:canary@db:5432/hub?password=canary',
      REDIS_URL: 'redis://:canary@cache:6379',
      TOOLWRIGHT_SECRET_KEY: Buffer.from('canary'.padEnd(32, '.')).toString('base64'),
      TOOLWRIGHT_MAX_SERVERS: '7',
      TOOLWRIGHT_MAX_MEMORY_MB: '512',
      TOOLWRIGHT_RELAY_HOST: 'node-1',
      TOOLWRIGHT_BASE_IMAGE: 'node:20',
      TOOLWRIGHT_SWARM_REGISTRY: 'registry:5000',
      TOOLWRIGHT_SWARM_PORT: '7078',
      TOOLWRIGHT_KUBE_NAMESPACE: 'servers',
      TOOLWRIGHT_IMAGE_REGISTRY: 'registry:5000',
      TOOLWRIGHT_KUBE_PULL_SECRET: 'login',
      TOOLWRIGHT_ALLOWED_NETWORKS: '10.0.0.0/8',
    }),
  );
  const named = (name: string) => settings.find((setting) => setting.name === name);

  it('tell each value in use and where it is from', () => {
    expect(named('TOOLWRIGHT_MAX_SERVERS')).toMatchObject({ value: '7', isGiven: true });
    expect(named('TOOLWRIGHT_MAX_BUILDS')).toMatchObject({ value: '2', isGiven: false });
    expect(named('DATABASE_URL')?.value).toBe('postgres://db:5432/hub');
    expect(settings.filter(({ value }) => value === null).map(({ name }) => name)).toEqual([
      'TOOLWRIGHT_SECRET_KEY',
    ]);
  });

  it('tell no password and no key', () => {
    expect(named('TOOLWRIGHT_SECRET_KEY')).toMatchObject({ isSecret: true, isGiven: true, value: null });
    expect(JSON.stringify(settings)).not.toMatch(/canary|Y2FuYXJ5/);
  });
});
