import type { Route, RouteInstance } from './routes.js';

/**
 * A session of an older client lives in one instance. Which one stands in the session's id itself, so that every
 * hub process finds it and none has to remember it. It is no secret: the instance's own part of the id is.
 */
const LENGTH = 12;
const HANDLE = /^([0-9a-f]{12})\.(.+)$/;

/** @param sessionId As the instance gave it */
export function toHandle(instanceId: string, sessionId: string): string {
  return `${partOf(instanceId)}.${sessionId}`;
}

/** The instance that holds the session, of this route only; undefined when it is gone. */
export function fromHandle(
  handle: string,
  { serving, draining }: Pick<Route, 'serving' | 'draining'>,
): { instance: RouteInstance; sessionId: string } | undefined {
  const [, part, sessionId] = HANDLE.exec(handle) ?? [];
  const instance = [...serving, ...draining].find(({ id }) => partOf(id) === part);
  return instance === undefined || sessionId === undefined ? undefined : { instance, sessionId };
}

function partOf(instanceId: string): string {
  return instanceId.replaceAll('-', '').slice(0, LENGTH);
}
