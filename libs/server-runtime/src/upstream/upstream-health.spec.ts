import { expect, it } from 'vitest';
import { UpstreamHealth } from './upstream-health.js';

const refused = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' });

it('knows nothing before the first call', () => {
  expect(new UpstreamHealth().report()).toEqual({
    state: 'unknown',
    since: null,
    checkedAt: null,
    reason: null,
  });
});

it('takes every answer below 500 for one, and two failures in a row for a fault', () => {
  const health = new UpstreamHealth();
  for (const status of [200, 404, 401, 429]) health.answered(status);
  health.answered(503);
  expect(health.report()).toMatchObject({ state: 'up', reason: null });
  health.failed(refused);
  expect(health.report()).toMatchObject({
    state: 'failing',
    reason: 'The API cannot be reached (ECONNREFUSED).',
  });
  health.answered(200);
  expect(health.report()).toMatchObject({ state: 'up', reason: null });
});

it('does not take a connection for an answer where answers are what fails', () => {
  const health = new UpstreamHealth();
  for (const status of [500, 500]) health.answered(status);
  health.connected();
  expect(health.report()).toMatchObject({ state: 'failing', reason: 'The API answers with status 500.' });
  for (const error of [refused, refused]) health.failed(error);
  health.connected();
  expect(health.report().state).toBe('up');
});
