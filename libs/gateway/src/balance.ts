import type { RouteInstance, Routes } from './routes.js';

/**
 * The instance with the fewest open calls; among equals they take turns.
 *
 * @param turn Counts up with every call
 * @returns undefined where all were tried or there is none
 */
export function pickInstance(
  instances: readonly RouteInstance[],
  routes: Pick<Routes, 'load'>,
  turn: number,
  tried: ReadonlySet<string> = new Set(),
): RouteInstance | undefined {
  let best: RouteInstance | undefined;
  let fewest = Infinity;
  for (let step = 0; step < instances.length; step += 1) {
    const instance = instances[(turn + step) % instances.length];
    if (instance === undefined || tried.has(instance.id)) continue;
    const { calls } = routes.load(instance.id);
    if (calls < fewest) [best, fewest] = [instance, calls];
  }
  return best;
}
