/** Figures of one server, and the labels that tell it from the others. */
export interface ServerMetrics {
  readonly labels: Readonly<Record<string, string>>;
  /** https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format */
  readonly text: string;
}

const COMMENT = /^# (?:HELP|TYPE) (\S+)/;
const SAMPLE = /^([A-Za-z_:][\w:]*)(\{[^\n]*\})?( .*)$/;
/** What histograms and counters add to their family's name. */
const SUFFIX = /_(?:bucket|sum|count|total|created)$/;

interface Family {
  /** `HELP` and `TYPE`, of the first server that has them. */
  readonly head: string[];
  readonly samples: string[];
}

/** One text of all: a family's lines stand together, as the format wants it, each sample with its server's labels. */
export function mergeMetrics(servers: readonly ServerMetrics[]): string {
  const families = new Map<string, Family>();
  for (const { labels, text } of servers) {
    const own = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`);
    for (const line of text.split('\n')) take(families, line, own.join(','));
  }
  return [...families.values()].map(({ head, samples }) => [...head, ...samples, ''].join('\n')).join('');
}

function take(families: Map<string, Family>, line: string, labels: string): void {
  const described = COMMENT.exec(line)?.[1];
  if (described !== undefined) return describe(familyOf(families, described), line);
  const [, name, own = '{}', value = ''] = SAMPLE.exec(line) ?? [];
  if (name === undefined) return undefined;
  const inner = own.slice(1, -1).replace(/,$/, '');
  const all = inner === '' ? labels : `${labels},${inner}`;
  const family = [name, name.replace(SUFFIX, '')].find((known) => families.has(known)) ?? name;
  familyOf(families, family).samples.push(`${name}{${all}}${value}`);
  return undefined;
}

function describe({ head }: Family, line: string): void {
  const kind = line.slice(0, '# HELP '.length);
  if (!head.some((known) => known.startsWith(kind))) head.push(line);
}

function familyOf(families: Map<string, Family>, name: string): Family {
  let family = families.get(name);
  if (family === undefined) families.set(name, (family = { head: [], samples: [] }));
  return family;
}

function escaped(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
