import type { ErrorCategory } from '#lib/diagnostics';

/** Of usage errors, which the argument parser finds. */
export const USAGE_EXIT = 2;

/** Exit codes, total by category; docs/cli.md lists them. */
export const EXIT_CODES: Readonly<Record<ErrorCategory, number>> = {
  internal: 1,
  'invalid-request': USAGE_EXIT,
  'unusable-document': 3,
  conflict: 4,
  'not-found': 5,
  'too-large': 6,
  unavailable: 7,
  unauthenticated: 8,
  forbidden: 8,
};
