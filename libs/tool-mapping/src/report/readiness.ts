import { COMFORTABLE_TOKENS, COMFORTABLE_TOOLS, MOST_TOOLS } from './client-limits.js';

/** Points taken from 100, and why. */
export interface Deduction {
  /** Stable. */
  readonly code: DeductionCode;
  /** With one decimal. */
  readonly points: number;
  /** The most that this reason can take. */
  readonly most: number;
  /** What is the case, with its figures. */
  readonly reason: string;
  readonly fix: string;
}

/** The figures that readiness is counted from. */
export interface ReadinessFacts {
  /** Of the whole description. */
  readonly operations: number;
  /** Operations that cannot be tools. */
  readonly skipped: number;
  readonly tools: number;
  readonly undescribedTools: number;
  readonly parameters: number;
  readonly undescribedParameters: number;
  readonly tokens: number;
  /** Tools that name a way to sign in which cannot be used. */
  readonly unsupportedSignIn: number;
  readonly shortenedNames: number;
  /** Tools whose operation has no operationId. */
  readonly unnamed: number;
  readonly hasServer: boolean;
}

interface Rule {
  /** The weights of all rules add up to 100. */
  readonly most: number;
  /** 0 (nothing amiss) to 1. */
  readonly share: (facts: ReadinessFacts) => number;
  readonly reason: (facts: ReadinessFacts) => string;
  readonly fix: string;
}

const share = (part: number, whole: number): number => (whole === 0 ? 0 : Math.min(1, part / whole));

const RULES = {
  'operations-unusable': {
    most: 30,
    share: (facts) => share(facts.skipped, facts.operations),
    reason: ({ skipped, operations }) => `${skipped} of ${operations} operations cannot be tools.`,
    fix: 'Mend the places that the findings name.',
  },
  'operations-undescribed': {
    most: 20,
    share: (facts) => share(facts.undescribedTools, facts.tools),
    reason: ({ undescribedTools, tools }) =>
      `${undescribedTools} of ${tools} tools have neither summary nor description.`,
    fix: 'Describe each operation in a sentence, in the description or in an overlay.',
  },
  'parameters-undescribed': {
    most: 15,
    share: (facts) => share(facts.undescribedParameters, facts.parameters),
    reason: ({ undescribedParameters, parameters }) =>
      `${undescribedParameters} of ${parameters} parameters have no description.`,
    fix: 'Say what each parameter means and which values it takes.',
  },
  'tools-many': {
    most: 10,
    share: ({ tools }) => share(tools - COMFORTABLE_TOOLS, MOST_TOOLS - COMFORTABLE_TOOLS),
    reason: ({ tools }) =>
      `${tools} tools are over ${COMFORTABLE_TOOLS}, beyond which models choose worse; some clients take ${MOST_TOOLS} at most.`,
    fix: 'Leave out what no task needs, by tag, path, method or operation.',
  },
  'tokens-many': {
    most: 10,
    share: ({ tokens }) => share(tokens - COMFORTABLE_TOKENS, COMFORTABLE_TOKENS * 4),
    reason: ({ tokens }) =>
      `The tool list costs ${tokens} tokens, over ${COMFORTABLE_TOKENS} (a tenth of a context of 200,000).`,
    fix: 'Leave out tools, or shorten the largest ones.',
  },
  'sign-in-unsupported': {
    most: 5,
    share: (facts) => share(facts.unsupportedSignIn, facts.tools),
    reason: ({ unsupportedSignIn, tools }) =>
      `${unsupportedSignIn} of ${tools} tools name a way to sign in that cannot be used.`,
    fix: 'Offer an API key, a bearer token, basic authentication or OAuth 2.',
  },
  'names-unclear': {
    most: 5,
    share: (facts) => share(facts.shortenedNames + facts.unnamed, facts.tools),
    reason: ({ shortenedNames, unnamed, tools }) =>
      `${unnamed} of ${tools} tools have no operationId to be named after; ${shortenedNames} names had to be shortened.`,
    fix: 'Name the tools in an overlay, or give the operations short operationIds.',
  },
  'server-missing': {
    most: 5,
    share: ({ hasServer }) => (hasServer ? 0 : 1),
    reason: () => 'The description names no server.',
    fix: 'Add the address of the API under "servers"; until then UPSTREAM_BASE_URL has to be set.',
  },
} as const satisfies Record<string, Rule>;

export type DeductionCode = keyof typeof RULES;

/** Every reason to take points, the heaviest first. Each takes its weight times the share that is amiss. */
export function deductions(facts: ReadinessFacts): Deduction[] {
  return (Object.entries(RULES) as [DeductionCode, Rule][])
    .map(([code, { most, share, reason, fix }]) => ({
      code,
      points: upToTenths(most * Math.max(0, share(facts))),
      most,
      reason: reason(facts),
      fix,
    }))
    .filter(({ points }) => points > 0)
    .toSorted((a, b) => b.points - a.points);
}

/** Upward, so that nothing amiss counts as nothing. */
function upToTenths(points: number): number {
  return Math.ceil(Number((points * 10).toFixed(6))) / 10;
}
