import { expect, it } from 'vitest';
import type { DeploymentState } from '../data/deployment-state.js';
import { uptime } from './uptime.js';

const at = (seconds: number) => new Date(seconds * 1_000);
const change = (seconds: number, state: DeploymentState) => ({ createdAt: at(seconds), state });

it('is the share of healthy time', () => {
  const changes = [change(0, 'healthy'), change(90, 'unhealthy')];
  expect(uptime(changes, at(0), at(100))).toBe(0.9);
});

it('leaves out what was stopped or paused, and what lies outside', () => {
  const changes = [
    change(0, 'unhealthy'),
    change(50, 'healthy'),
    change(60, 'paused'),
    change(90, 'healthy'),
  ];
  expect(uptime(changes, at(40), at(100))).toBeCloseTo(20 / 30);
  expect(uptime([change(0, 'stopped')], at(0), at(100))).toBeNull();
  expect(uptime([], at(0), at(100))).toBeNull();
});

it('goes on with the last state until now, also when it began long before', () => {
  expect(uptime([change(-500, 'healthy')], at(0), at(100))).toBe(1);
});
