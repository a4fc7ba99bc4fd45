import { expect, it } from 'vitest';
import { pickInstance } from './balance.js';
import { Routes } from './routes.js';

const A = { id: 'a', address: 'http://127.0.0.1:1' };
const B = { id: 'b', address: 'http://127.0.0.1:2' };
const C = { id: 'c', address: 'http://127.0.0.1:3' };

it('takes turns among equals', () => {
  const routes = new Routes();
  const picked = [0, 1, 2, 3].map((turn) => pickInstance([A, B, C], routes, turn)?.id);
  expect(picked).toEqual(['a', 'b', 'c', 'a']);
});

it('takes the one with the fewest open calls, whoever has the turn', () => {
  const routes = new Routes();
  routes.load('a').calls = 2;
  routes.load('c').calls = 1;
  expect([0, 1, 2].map((turn) => pickInstance([A, B, C], routes, turn)?.id)).toEqual(['b', 'b', 'b']);
});

it('leaves out what was tried, until nothing is left', () => {
  const routes = new Routes();
  expect(pickInstance([A, B], routes, 0, new Set(['a']))?.id).toBe('b');
  expect(pickInstance([A, B], routes, 0, new Set(['a', 'b']))).toBeUndefined();
  expect(pickInstance([], routes, 0)).toBeUndefined();
});
