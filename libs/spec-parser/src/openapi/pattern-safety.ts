import { analyse } from 'scslre';

/** Longer patterns are not analysed: the analysis itself takes time, and real patterns are short. */
const MAX_ANALYSED = 400;

/**
 * Whether a backtracking engine can take exponential time over a short text that does not match. Clients
 * check schemas with such an engine, so a pattern like that must not reach them. What the analysis does not
 * find, the runtime's own limit on the time of a check catches.
 *
 * @param pattern One that compiles with the flag `u`
 */
export function canRunAway(pattern: string): boolean {
  if (!/[*+{]/.test(pattern)) return false;
  if (pattern.length > MAX_ANALYSED) return false;
  try {
    return analyse({ source: pattern, flags: 'u' }).reports.some(({ exponential }) => exponential);
  } catch {
    // Syntax that the engine knows and the analysis does not.
    return false;
  }
}
