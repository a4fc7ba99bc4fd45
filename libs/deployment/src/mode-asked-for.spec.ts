import { expect, it } from 'vitest';
import { modeAskedFor } from './mode-asked-for.js';

it('lets the variable win over what was generated', () => {
  expect(modeAskedFor(undefined, 'search')).toBe('search');
  expect(modeAskedFor('', 'code')).toBe('code');
  expect(modeAskedFor('tools', 'code')).toBe('tools');
  expect(modeAskedFor('code', 'code')).toBe('code');
});

it('refuses what the server could not start with', () => {
  expect(() => modeAskedFor('serach', 'tools')).toThrow(expect.objectContaining({ code: 'request-invalid' }));
  expect(() => modeAskedFor('code', 'tools')).toThrow(expect.objectContaining({ code: 'request-invalid' }));
});
