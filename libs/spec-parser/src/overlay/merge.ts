import { isObject, type JsonObject } from '../json.js';

/**
 * An overlay's `update` merged into a value of the document (Overlay 1.0, section 4.4.3): objects member by
 * member, arrays by appending, anything else by replacing. Neither value is changed.
 */
export function merge(target: unknown, update: unknown): unknown {
  if (Array.isArray(target)) return Array.isArray(update) ? [...target, ...update] : [...target, update];
  return isObject(target) && isObject(update) ? mergeObjects(target, update) : update;
}

function mergeObjects(target: JsonObject, update: JsonObject): JsonObject {
  const merged = { ...target };
  for (const [key, value] of Object.entries(update)) {
    setOwn(merged, key, Object.hasOwn(target, key) ? mergeMember(target[key], value) : value);
  }
  return merged;
}

/** Inside an object an array takes the items of another array; a single value in its place replaces it. */
function mergeMember(target: unknown, update: unknown): unknown {
  return Array.isArray(target) && !Array.isArray(update) ? update : merge(target, update);
}

/** `__proto__` is a member like any other in JSON. */
export function setOwn(target: object, key: string | number, value: unknown): void {
  Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
}
