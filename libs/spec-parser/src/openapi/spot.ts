import type { Place } from '../findings.js';

/** A value with the document it stands in, which its relative references are resolved against. */
export interface Spot {
  readonly value: unknown;
  readonly uri: string;
  readonly place: Place;
}
