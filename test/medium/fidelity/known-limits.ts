/** Where a run of the black-box harness cannot count as right, and why. */
export interface KnownLimit {
  /** Whose fault it is, as far as can be told. */
  readonly at: 'description' | 'harness';
  readonly why: string;
  readonly operations: readonly string[];
}

/** By file in the corpora. A run has to find exactly these: one that works all at once is an error as well. */
export const KNOWN_LIMITS: Readonly<Record<string, readonly KnownLimit[]>> = {};

/** Descriptions that the harness itself cannot load: they refer to files that the corpora do not hold. */
export const NOT_LOADED: readonly string[] = [
  'openapi/azure-network/loadBalancer.json',
  'openapi/azure-network/networkInterface.json',
  'openapi/azure-network/virtualNetwork.json',
];
