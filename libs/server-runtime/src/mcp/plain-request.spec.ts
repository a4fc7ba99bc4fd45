import { describe, expect, it } from 'vitest';
import type { CallContext } from '../custom.js';
import { lazyContext } from './plain-request.js';

describe('a context that is made when it is looked at', () => {
  const whole = { era: 'modern', sdk: { mcpReq: {} } } as unknown as CallContext;

  it('is not made for who does not look', () => {
    let made = 0;
    const context = lazyContext(() => {
      made += 1;
      return whole;
    });
    expect(made).toBe(0);
    expect([context.era, context.sdk, made]).toEqual(['modern', whole.sdk, 1]);
  });

  it('is copied whole, as calls within a call copy it', () => {
    const { signal } = new AbortController();
    const copy = { ...lazyContext(() => ({ ...whole })), signal };
    expect(copy).toEqual({ ...whole, signal });
  });

  it('takes what is written to it, each for itself', () => {
    const [one, other] = [lazyContext(() => ({ ...whole })), lazyContext(() => ({ ...whole }))];
    Object.assign(one, { era: 'legacy' });
    expect([one.era, other.era, 'sdk' in other]).toEqual(['legacy', 'modern', true]);
  });
});
