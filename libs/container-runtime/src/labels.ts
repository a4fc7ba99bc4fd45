/** Labels that the drivers set; what carries {@link HUB_LABEL} belongs to a hub and to nobody else. */
export const HUB_LABEL = 'toolwright.hub';
/** `host:port` that a container's relay leads to, so that it can be opened again after a restart. */
export const UPSTREAM_LABEL = 'toolwright.upstream';

export type Labels = Readonly<Record<string, string>>;

export function carries(labels: Labels, wanted: Labels): boolean {
  return Object.entries(wanted).every(([name, value]) => labels[name] === value);
}
