/** How grave a line is, from the least on. */
export const LOG_LEVELS = ['debug', 'info', 'warn', 'error'] as const;
export type LineLevel = (typeof LOG_LEVELS)[number];

/** `build` tells how a release was brought up; `hub` is a word of the collector about the lines. */
export type LineSource = 'stdout' | 'stderr' | 'build' | 'hub';

/** A line as it is kept. */
export interface LogLine {
  readonly at: Date;
  readonly level: LineLevel;
  readonly source: LineSource;
  /** Number of the release. */
  readonly release: number;
  /** 1 up to the release's replicas; null for what is of the whole release. */
  readonly instance: number | null;
  readonly text: string;
}

/** Longer lines are cut. */
const MOST_CHARS = 8_192;

/** A line as long as it may be, without what PostgreSQL takes for no text. */
export function lineText(text: string): string {
  const clean = text.replaceAll('\0', '\u{FFFD}');
  if (clean.length <= MOST_CHARS) return clean;
  return `${clean.slice(0, MOST_CHARS)}… (${clean.length - MOST_CHARS} more characters)`;
}

const WORDS: Readonly<Record<string, LineLevel>> = {
  trace: 'debug',
  debug: 'debug',
  info: 'info',
  notice: 'info',
  warn: 'warn',
  warning: 'warn',
  error: 'error',
  fatal: 'error',
  critical: 'error',
};
/** `[warn] …`, `ERROR: …`, `(node:12) [DEP0040] DeprecationWarning: …`. */
const PREFIX = /^\W{0,2}(trace|debug|info|notice|warn|warning|error|fatal|critical)\b/i;
const NODE_WARNING = /^\(node:\d+\) .*warning/i;

/**
 * A server writes JSON lines with a `level`; own code may write anything. Of plain lines those on standard error are
 * errors unless they say otherwise: it is where crashes are told.
 */
export function levelOf(source: 'stdout' | 'stderr', text: string): LineLevel {
  const stated = text.startsWith('{')
    ? statedLevel(text)
    : WORDS[PREFIX.exec(text)?.[1]?.toLowerCase() ?? ''];
  if (stated !== undefined) return stated;
  if (source === 'stdout') return 'info';
  return NODE_WARNING.test(text) || text.startsWith('(Use `node --trace') ? 'warn' : 'error';
}

function statedLevel(text: string): LineLevel | undefined {
  try {
    const { level } = JSON.parse(text) as { level?: unknown };
    if (typeof level === 'string') return WORDS[level.toLowerCase()];
    return typeof level === 'number' ? numbered(level) : undefined;
  } catch {
    return undefined;
  }
}

/** As pino and bunyan number them. */
function numbered(level: number): LineLevel {
  if (level < 30) return 'debug';
  if (level < 40) return 'info';
  return level < 50 ? 'warn' : 'error';
}
