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

describe('what is told of calls', () => {
  it('is nothing until it is wanted', () => {
    expect(readConfig({})).not.toHaveProperty('telemetry');
    const off = { METRICS_HOST: '0.0.0.0', OTEL_SERVICE_NAME: 'x', LOG_CALLS: '0', METRICS_PORT: '' };
    expect(readConfig(off)).not.toHaveProperty('telemetry');
    const disabled = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318', OTEL_SDK_DISABLED: 'TRUE' };
    expect(readConfig(disabled)).not.toHaveProperty('telemetry');
  });

  it('is turned on by one variable each', () => {
    expect(readConfig({ METRICS_PORT: '9464' }).telemetry).toEqual({
      logCalls: false,
      metricsHere: false,
      metrics: { host: '127.0.0.1', port: 9464 },
    });
    const traces = readConfig({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318/' }).telemetry?.traces;
    expect(traces).toMatchObject({ url: 'http://127.0.0.1:4318/v1/traces' });
    const own = { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'https://c.example/in' };
    expect(readConfig(own).telemetry?.traces).toMatchObject({ url: 'https://c.example/in' });
    expect(readConfig({ LOG_CALLS: '1' }).telemetry).toEqual({
      logCalls: true,
      metricsHere: false,
    });
  });

  it.each([
    ['METRICS_PORT', '65536'],
    ['METRICS_PORT', 'on'],
    ['LOG_CALLS', 'yes'],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', '127.0.0.1:4318'],
  ])('%s cannot be %s', (name, value) => {
    expect(() => readConfig({ [name]: value })).toThrow(name);
  });
});
