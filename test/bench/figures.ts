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
  /** To reach, in the same unit. */
  readonly atLeast?: number;
}

export function medianOf(values: readonly number[]): Pick<Figure, 'median' | 'min' | 'max'> {
  const sorted = values.toSorted((a, b) => a - b);
  return { median: sorted[Math.floor(sorted.length / 2)] ?? 0, min: sorted[0] ?? 0, max: sorted.at(-1) ?? 0 };
}

export function report(figures: readonly Figure[]): string {
  const rows = figures.map((figure) => {
    const { case: name, what, unit, median, min, max } = figure;
    const digits = unit === '×' ? 2 : 0;
    const range = `${min.toFixed(digits)}-${max.toFixed(digits)}`;
    return `${name.padEnd(10)}${what.padEnd(42)}${median.toFixed(digits).padStart(8)} ${unit.padEnd(6)}${range.padEnd(14)}${verdict(figure)}`;
  });
  return `\n${'case'.padEnd(10)}${'what'.padEnd(42)}${'median'.padStart(8)} ${''.padEnd(6)}${'min-max'.padEnd(14)}\n${rows.join('\n')}\n`;
}

function verdict({ median, target, atLeast }: Figure): string {
  if (target !== undefined) return `${median <= target ? 'ok' : 'MISSED'}: target ${target}`;
  if (atLeast !== undefined) return `${median >= atLeast ? 'ok' : 'MISSED'}: at least ${atLeast}`;
  return '';
}
