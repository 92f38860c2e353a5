import {type Cell, isDisputed, type Line, sgr} from './cells.js';

/** Puts cells on a terminal with as few bytes as it can: it knows where the cursor stands and how it writes. */
export interface Pen {
  cells(cells: readonly Cell[], row: number, from: number, to: number): void;
  wholeLine(line: Line, row: number): void;
  clearFrom(row: number, column: number): void;
  /** What is to be sent; the look is plain again afterwards. */
  lift(): string;
}

export function makePen(): Pen {
  let output = '';
  let style = '';
  let at = {row: -1, column: -1};

  const goTo = (row: number, column: number): void => {
    const steps = column - at.column;
    if (row !== at.row || at.column < 0 || steps < 0) output += `\u001b[${row + 1};${column + 1}H`;
    else if (steps > 0) output += steps === 1 ? '\u001b[C' : `\u001b[${steps}C`;
    at = {row, column};
  };

  const dress = (next: string): void => {
    if (next !== style) output += sgr(next);
    style = next;
  };

  const cells: Pen['cells'] = (line, row, from, to) => {
    goTo(row, from);
    for (let column = from; column < to; column++) {
      const cell = line[column];
      if (!cell || cell.text === '') continue;
      dress(cell.style);
      output += cell.text;
    }
    // After the last column terminals differ in where the cursor stands.
    at = {row, column: to < line.length ? to : -1};
  };

  const clearFrom: Pen['clearFrom'] = (row, column) => {
    goTo(row, column);
    dress('');
    output += '\u001b[K';
  };

  return {
    cells,
    clearFrom,
    /**
     * What follows a disputed character is placed by its column, so a terminal that draws it wider or narrower than we
     * think spoils at most the cell beside it.
     */
    wholeLine(line, row) {
      clearFrom(row, 0);
      const end = startOfBlank(line.cells);
      for (let from = 0; from < end; ) {
        let to = from;
        while (to < end && !(line.isDisputed && isDisputed(line.cells[to]?.text ?? ''))) to += 1;
        if (to > from) cells(line.cells, row, from, to);
        if (to < end) cells(line.cells, row, to, to + 1);
        if (to < end) at = {row: -1, column: -1};
        // Not into the second half of a wide one.
        for (from = to + 1; line.cells[from]?.text === ''; ) from += 1;
      }
    },
    lift() {
      dress('');
      return output;
    },
  };
}

/** The first column from which on the line is plain space. */
export function startOfBlank(cells: readonly Cell[]): number {
  let end = cells.length;
  while (end > 0 && cells[end - 1]?.text === ' ' && cells[end - 1]?.style === '') end -= 1;
  return end;
}
