import { JSONPathEnvironment } from 'json-p3';
import type { Location } from './document-editor.js';

/** Deep enough for any real description, and an end for one that was made to be deep. */
const MAX_DEPTH = 500;
/** More places than a person means to change at once. */
const MAX_PLACES = 100_000;

const JSON_PATH = new JSONPathEnvironment({ maxRecursionDepth: MAX_DEPTH });

/** A JSONPath that cannot be used; the message says why. */
export class TargetFault extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'TargetFault';
  }
}

/**
 * The places that a JSONPath (RFC 9535) selects, each once, in the order found.
 *
 * @throws TargetFault when it is no JSONPath, or selects too much
 */
export function selectPlaces(root: unknown, target: string): Location[] {
  const places = new Map<string, Location>();
  try {
    for (const { location } of JSON_PATH.compile(target).lazyQuery(
      root as Parameters<typeof JSON_PATH.query>[1],
    )) {
      if (places.size >= MAX_PLACES) throw new TargetFault(`it selects more than ${MAX_PLACES} places`);
      places.set(JSON.stringify(location), location);
    }
  } catch (error) {
    if (error instanceof TargetFault) throw error;
    throw new TargetFault(error instanceof Error ? error.message : String(error));
  }
  return [...places.values()];
}
