import { expect, it } from 'vitest';
import { AppError } from '#lib/diagnostics';
import { failureOf } from './failure.js';

it.each([
  [new AppError('runtime-unavailable', { detail: 'gone' }), 'runtime-unavailable', true],
  [new AppError('port-taken', { detail: 'taken' }), 'port-taken', true],
  [Object.assign(new Error('write'), { code: 'ENOSPC' }), 'disk-full', true],
  [new Error('(HTTP code 500) write /var/lib/docker/tmp: no space left on device'), 'disk-full', true],
  [new AppError('generation-failed', { detail: 'no bundle' }), 'generation-failed', false],
  [new Error('The server ended with code 1.'), 'deployment-failed', false],
  ['text', 'deployment-failed', false],
])('knows what may pass: %s', (error, code, mayPass) => {
  expect(failureOf(error)).toMatchObject({ code, mayPass });
});
