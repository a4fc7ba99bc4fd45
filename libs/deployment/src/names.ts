/** Labels of everything that belongs to a hub: what carries the first and has no row goes away. */
export const HUB_LABEL = 'toolwright.hub';
export const DEPLOYMENT_LABEL = 'toolwright.deployment';
export const RELEASE_LABEL = 'toolwright.release';
export const INSTANCE_LABEL = 'toolwright.instance';
/** Of images: the generation they were built from. */
export const GENERATION_LABEL = 'toolwright.generation';

/** Unique per engine and never used twice, so that what is left of one is not taken for another. */
export function containerName(
  deploymentId: string,
  { release, ordinal, instanceId }: { release: number; ordinal: number; instanceId: string },
): string {
  return `toolwright-${deploymentId.slice(0, 8)}-${release}-${ordinal}-${instanceId.slice(0, 8)}`;
}
