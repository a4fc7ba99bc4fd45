/** One line of the bench. */
export interface Figure {
  readonly case: string;
  readonly what: string;
  readonly unit: string;
  readonly median: number;
  readonly min: number;
  readonly max: number;
  /** To stay below, in the same unit. */
  readonly target?: number;
}

export function medianOf(values: readonly number[]): Pick<Figure, 'median' | 'min' | 'max'> {
  const sorted = values.toSorted((a, b) => a - b);
  return { median: sorted[Math.floor(sorted.length / 2)] ?? 0, min: sorted[0] ?? 0, max: sorted.at(-1) ?? 0 };
}

export function report(figures: readonly Figure[]): string {
  const rows = figures.map(({ case: name, what, unit, median, min, max, target }) => {
    const verdict = target === undefined ? '' : `${median <= target ? 'ok' : 'MISSED'}: target ${target}`;
    return `${name.padEnd(10)}${what.padEnd(42)}${median.toFixed(0).padStart(8)} ${unit.padEnd(6)}${`${min.toFixed(0)}-${max.toFixed(0)}`.padEnd(14)}${verdict}`;
  });
  return `\n${'case'.padEnd(10)}${'what'.padEnd(42)}${'median'.padStart(8)} ${''.padEnd(6)}${'min-max'.padEnd(14)}\n${rows.join('\n')}\n`;
}
