import stringWidth from 'string-width';

const GAP = '  ';

/** Rows of clean text, one below the other; the last column keeps its length. */
export function alignColumns(rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [at, cell] of row.slice(0, -1).entries()) widths[at] = Math.max(widths[at] ?? 0, stringWidth(cell));
  }
  const pad = (cell: string, at: number, row: readonly string[]): string =>
    at === row.length - 1 ? cell : cell + ' '.repeat((widths[at] ?? 0) - stringWidth(cell));
  return rows
    .map((row) =>
      row
        .map((cell, at) => pad(cell, at, row))
        .join(GAP)
        .trimEnd(),
    )
    .join('\n');
}
