import { styleText } from 'node:util';

type Style = Parameters<typeof styleText>[0];

/** Colours in a terminal that has not said no (https://no-color.org), plain text elsewhere. */
export function styled(style: Style, text: string, stream: NodeJS.WriteStream = process.stdout): string {
  return stream.isTTY && !process.env['NO_COLOR'] ? styleText(style, text) : text;
}

/** Rows with aligned columns; the last column takes what is left of the line. */
export function table(rows: readonly (readonly string[])[], width = process.stdout.columns || 100): string {
  const columns = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, index) =>
    Math.max(0, ...rows.map((row) => row[index]?.length ?? 0)),
  );
  const used = widths.slice(0, -1).reduce((sum, column) => sum + column + 2, 0);
  return rows
    .map((row) =>
      row
        .map((cell, index) =>
          index === columns - 1
            ? cut(cell, Math.max(20, width - used))
            : cell.padEnd((widths[index] ?? 0) + 2),
        )
        .join('')
        .trimEnd(),
    )
    .join('\n');
}

function cut(text: string, width: number): string {
  const line = text.replaceAll(/\s+/g, ' ');
  return line.length <= width ? line : `${line.slice(0, width - 1)}…`;
}

/** Control characters of a description must not reach the terminal. */
export function printable(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}]/gu, (char) => (char === '\n' || char === '\t' ? ' ' : ''));
}
