/** One line of what was shown. */
export interface Outcome {
  readonly driver: string;
  readonly what: string;
  readonly unit: string;
  /** The figure that is held against the target: a count, or the median of several. */
  readonly value: number;
  readonly min?: number;
  readonly max?: number;
  /** How many were tried. */
  readonly of?: number;
  readonly atMost?: number;
  readonly atLeast?: number;
  /** What to know of it, most of all of a miss. */
  readonly notes?: readonly string[];
}

/** A spread of times in milliseconds, by its median. */
export function times(values: readonly number[]): Pick<Outcome, 'value' | 'min' | 'max' | 'of' | 'unit'> {
  const sorted = values.toSorted((a, b) => a - b);
  return {
    unit: 'ms',
    value: Math.round(quantile(sorted, 0.5)),
    min: Math.round(sorted[0] ?? 0),
    max: Math.round(sorted.at(-1) ?? 0),
    of: values.length,
  };
}

/** @param share 0.5 for the median */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

/** Undefined where there is no target. */
export function isMet({ value, atMost, atLeast }: Outcome): boolean | undefined {
  if (atMost !== undefined) return value <= atMost;
  return atLeast === undefined ? undefined : value >= atLeast;
}

/** A Markdown table. */
export function toTable(outcomes: readonly Outcome[]): string {
  const head = [
    '| driver | what | result | min to max | tried | target | |',
    '| --- | --- | --- | --- | --- | --- | --- |',
  ];
  return [...head, ...outcomes.map(row)].join('\n');
}

function row(outcome: Outcome): string {
  const { driver, what, unit, value, min, max, of } = outcome;
  const range = min === undefined || max === undefined ? '' : `${shown(min)} to ${shown(max)}`;
  const cells = [driver, what, `${shown(value)} ${unit}`.trim(), range, of ?? '', targetOf(outcome)];
  const met = isMet(outcome);
  return `| ${[...cells, met === undefined ? '' : met ? 'met' : '**missed**'].join(' | ')} |`;
}

function targetOf({ atMost, atLeast, unit }: Outcome): string {
  if (atMost !== undefined) return atMost === 0 ? '0' : `at most ${shown(atMost)} ${unit}`.trim();
  return atLeast === undefined ? '' : `at least ${shown(atLeast)} ${unit}`.trim();
}

function shown(value: number): string {
  const digits = Number.isInteger(value) || Math.abs(value) >= 100 ? 0 : 1;
  return value.toFixed(digits).replaceAll(/\B(?=(\d{3})+(?!\d)(?<!\.\d*))/g, ',');
}
