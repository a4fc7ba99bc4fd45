import type { Socket } from 'node:net';

/** Passes bytes both ways, with back pressure, until either side is gone. */
export function join(one: Socket, other: Socket): void {
  for (const [from, to] of [
    [one, other],
    [other, one],
  ] as const) {
    from.on('error', () => to.destroy());
    from.once('close', () => to.destroy());
    from.pipe(to);
    if (from.destroyed) to.destroy();
  }
}
