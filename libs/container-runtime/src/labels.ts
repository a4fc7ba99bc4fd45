/** Labels that the drivers set; what carries {@link HUB_LABEL} belongs to a hub and to nobody else. */
export const HUB_LABEL = 'toolwright.hub';
/** What a container's passage lets out (`host:port`, separated by blanks), and the port its clients come to. */
export const EGRESS_LABEL = 'toolwright.egress';
export const PORT_LABEL = 'toolwright.port';

export type Labels = Readonly<Record<string, string>>;

export function carries(labels: Labels, wanted: Labels): boolean {
  return Object.entries(wanted).every(([name, value]) => labels[name] === value);
}
