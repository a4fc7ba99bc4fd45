import type { ReadContext } from './context.js';
import { canRunAway } from './pattern-safety.js';
import { repairPattern } from './pattern.js';
import type { Spot } from './spot.js';

/** A pattern as ECMAScript takes it, or undefined with a finding at the spot when values cannot be checked by it. */
export function usablePattern(context: ReadContext, spot: Spot, value: unknown): string | undefined {
  const pattern = typeof value === 'string' ? repairPattern(value) : undefined;
  const shown = JSON.stringify(value)?.slice(0, 120);
  if (pattern === undefined) {
    context.findings.add(
      {
        code: 'spec/pattern-dropped',
        severity: 'warning',
        message: `The pattern ${shown} is no regular expression of ECMAScript; values are not checked against it.`,
        fix: 'Write the pattern as ECMA-262 has it.',
      },
      spot.place,
    );
    return undefined;
  }
  if (!canRunAway(pattern)) return pattern;
  context.findings.add(
    {
      code: 'spec/pattern-unsafe',
      severity: 'warning',
      message: `The pattern ${shown} can take exponential time on a value that does not match; values are not checked against it.`,
      fix: 'Write it such that no part can match the same text in two ways.',
    },
    spot.place,
  );
  return undefined;
}
