import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Collector } from './collector.js';

const limits = { events: 2, seconds: 5, bytes: 100 };

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function begun(signal = new AbortController().signal): { collector: Collector; told: string[] } {
  const told: string[] = [];
  const collector = new Collector(limits, signal, (message) => told.push(message));
  collector.begin();
  return { collector, told };
}

describe('a collector', () => {
  it('ends with the event that reaches its limit, and takes no more', async () => {
    const { collector, told } = begun();
    for (const event of [1, 2, 3]) collector.take(event);
    expect(await collector.done).toEqual({ events: [1, 2], ended: 'max_events' });
    expect(told).toEqual(['1 of at most 2 events', '2 of at most 2 events']);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('ends when its time is up, counted from where it began', async () => {
    const { collector } = begun();
    collector.take(1);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(await collector.done).toEqual({ events: [1], ended: 'max_seconds' });
  });

  it('ends when too much comes, or nobody waits any more', async () => {
    const { collector } = begun();
    collector.received(60);
    collector.take(1);
    collector.received(60);
    expect(await collector.done).toMatchObject({ events: [1], ended: 'max_bytes' });
    const gone = new AbortController();
    const { collector: left } = begun(gone.signal);
    gone.abort();
    expect(await left.done).toEqual({ events: [], ended: 'cancelled' });
    expect(await begun(AbortSignal.abort()).collector.done).toMatchObject({ ended: 'cancelled' });
  });

  it('keeps to its first ending', async () => {
    const { collector } = begun();
    collector.end('error', { errors: [{ message: 'no' }] });
    collector.end('complete');
    expect(await collector.done).toEqual({ events: [], ended: 'error', errors: [{ message: 'no' }] });
  });
});
