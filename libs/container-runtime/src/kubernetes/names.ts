import { EGRESS_LABEL, PORT_LABEL, type Labels } from '../labels.js';
import { authority, parseAuthority } from '../network/egress-target.js';
import type { LineOptions } from '../swarm/line.js';
import { TOKEN } from '../swarm/link.js';

/** On everything that belongs to a server, with the server's name. */
export const INSTANCE = 'toolwright.dev/instance';
export const MANAGED = {
  'app.kubernetes.io/managed-by': 'toolwright',
  'app.kubernetes.io/component': 'server',
};
/** On the hub's own pods that may reach servers. */
export const WORKER = { 'toolwright.dev/worker': 'true' };
/** Labels as they were given: a cluster's take less (63 characters of few kinds). */
const LABELS = 'toolwright.dev/labels';
const EGRESS = `toolwright.dev/${EGRESS_LABEL.split('.')[1]}`;
export const PORT = `toolwright.dev/${PORT_LABEL.split('.')[1]}`;
const PASSAGE = 'toolwright.dev/passage';
/** How a server that was stopped ended: its exit code, or `unknown`. */
export const STOPPED = 'toolwright.dev/stopped';

const KEY = /^[A-Za-z0-9]([\w.-]{0,61}[A-Za-z0-9])?$/;
const VALUE = /^([A-Za-z0-9]([\w.-]{0,61}[A-Za-z0-9])?)?$/;
/** RFC 1123 label: of pods' labels as much as of what is named. */
const NAME = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

type Annotations = Readonly<Record<string, string>> | undefined;

export function isName(name: string): boolean {
  return NAME.test(name);
}

/** Those that a cluster takes as labels, to select by. */
export function selectable(labels: Labels): Labels {
  return Object.fromEntries(
    Object.entries(labels).filter(([key, value]) => KEY.test(key) && VALUE.test(value)),
  );
}

/** Finds at least what carries all of these. */
export function selectorOf(labels: Labels): string {
  const wanted = { ...selectable(labels), ...MANAGED };
  return Object.entries(wanted)
    .map(([key, value]) => `${key}=${value}`)
    .join(',');
}

/** All that a hub has to know to lead to a server again. */
export function annotationsOf(labels: Labels, line: LineOptions): Labels {
  return {
    [LABELS]: JSON.stringify(labels),
    [PASSAGE]: line.token,
    [PORT]: String(line.port),
    [EGRESS]: line.egress.map(authority).join(' '),
  };
}

export function labelsOf(annotations: Annotations): Labels {
  try {
    return JSON.parse(annotations?.[LABELS] ?? '{}') as Labels;
  } catch {
    return {};
  }
}

/** undefined for what no hub has made. */
export function lineOf(annotations: Annotations): LineOptions | undefined {
  const token = annotations?.[PASSAGE] ?? '';
  const port = Number(annotations?.[PORT]);
  if (!TOKEN.test(token) || !Number.isInteger(port)) return undefined;
  const egress = (annotations?.[EGRESS] ?? '').split(' ').flatMap((text) => parseAuthority(text) ?? []);
  return { token, port, egress };
}
