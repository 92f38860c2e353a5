import {EventEmitter} from 'node:events';
import {type Line, parseLine, sgr} from './cells.js';

export interface Terminal {
  columns: number;
  rows: number;
  write(text: string): void;
  onResize(listener: () => void): () => void;
}

/**
 * The stdout that Ink is given. It keeps the last frame as cells and sends only those that changed, so a calm screen
 * costs nothing and a slow link never makes a key wait: stock Ink repaints the whole screen for every change.
 */
export interface CellWriter {
  /** What Ink takes for process.stdout. */
  stdout: NodeJS.WriteStream;
  open(): void;
  /** Gives the terminal back as it was; safe to call more than once. */
  close(): void;
  /** The next frame is drawn in full. */
  forget(): void;
}

const BEGIN = '\u001b[?2026h';
const END = '\u001b[?2026l';
const OPEN = '\u001b[?1049h\u001b[?25l\u001b[?7l\u001b[2J';
const CLOSE = '\u001b[0m\u001b[?7h\u001b[?25h\u001b[?1049l';

export function makeCellWriter(terminal: Terminal): CellWriter {
  let isOpen = false;
  let drawn: string[] = [];
  let lines: Line[] = [];
  let width = terminal.columns;
  let height = terminal.rows;
  const events = new EventEmitter();

  const forget = (): void => {
    drawn = [];
    lines = [];
  };

  const resized = (): void => {
    width = terminal.columns;
    height = terminal.rows;
    forget();
    if (isOpen) terminal.write('\u001b[0m\u001b[2J');
    events.emit('resize');
  };

  const draw = (frame: string): void => {
    if (!isOpen) return;
    const next = frame.replace(/\n$/, '').split('\n').slice(0, height);
    let output = '';
    for (let row = 0; row < height; row++) {
      const line = next[row] ?? '';
      if (drawn[row] === line) continue;
      const parsed = parseLine(line, width);
      output += changesOf(lines[row], parsed, row);
      lines[row] = parsed;
      drawn[row] = line;
    }
    if (output !== '') terminal.write(`${BEGIN}${output}${END}`);
  };

  let stopListening: (() => void) | undefined;
  const write = (frame: string): boolean => {
    draw(frame);
    return true;
  };
  const stdout = Object.defineProperties(events, {
    isTTY: {value: true},
    columns: {get: () => width},
    rows: {get: () => height},
    write: {value: write},
  }) as unknown as NodeJS.WriteStream;

  return {
    stdout,
    open() {
      isOpen = true;
      terminal.write(OPEN);
      stopListening = terminal.onResize(resized);
    },
    close() {
      if (!isOpen) return;
      isOpen = false;
      stopListening?.();
      terminal.write(CLOSE);
    },
    forget,
  };
}

const goTo = (row: number, column: number): string => `\u001b[${row + 1};${column + 1}H`;

/** Unchanged cells between two changes are sent again when that is shorter than moving over them. */
const SHORT_GAP = 6;

function changesOf(before: Line | undefined, after: Line, row: number): string {
  if (!before || before.isDisputed || after.isDisputed) return `${goTo(row, 0)}${wholeLine(after)}`;
  let output = '';
  for (let from = 0; ; ) {
    const start = nextChange(before, after, from);
    if (start === undefined) return output;
    const end = endOfChange(before, after, start);
    output += goTo(row, start) + paint(after, start, end);
    from = end;
  }
}

const isSame = (before: Line, after: Line, column: number): boolean =>
  before.cells[column]?.text === after.cells[column]?.text &&
  before.cells[column]?.style === after.cells[column]?.style;

/** A change inside a wide character starts at its first column. */
function nextChange(before: Line, after: Line, from: number): number | undefined {
  for (let column = from; column < after.cells.length; column++) {
    if (isSame(before, after, column)) continue;
    let start = column;
    while (start > 0 && (after.cells[start]?.text === '' || before.cells[start]?.text === '')) start -= 1;
    return start;
  }
  return undefined;
}

function endOfChange(before: Line, after: Line, start: number): number {
  let end = start + 1;
  let same = 0;
  for (let column = end; column < after.cells.length && same <= SHORT_GAP; column++) {
    same = isSame(before, after, column) ? same + 1 : 0;
    if (same === 0) end = column + 1;
  }
  while (after.cells[end]?.text === '' || before.cells[end]?.text === '') end += 1;
  return Math.min(end, after.cells.length);
}

function paint({cells}: Line, from: number, to: number): string {
  let output = '';
  let style: string | undefined;
  for (const cell of cells.slice(from, to)) {
    if (cell.style !== style) output += sgr(cell.style);
    style = cell.style;
    output += cell.text;
  }
  return style === '' ? output : `${output}\u001b[0m`;
}

/**
 * Every character after a disputed one is placed by its column, so a terminal that draws it wider or narrower than we
 * think spoils at most the cell beside it.
 */
function wholeLine(line: Line): string {
  if (!line.isDisputed) return `\u001b[0m\u001b[2K${paint(line, 0, line.cells.length)}`;
  let output = '\u001b[0m\u001b[2K';
  line.cells.forEach((cell, column) => {
    if (cell.text === '' || (cell.text === ' ' && cell.style === '')) return;
    output += `\u001b[${column + 1}G${sgr(cell.style)}${cell.text}`;
  });
  return `${output}\u001b[0m`;
}
