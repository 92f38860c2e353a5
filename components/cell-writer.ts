import {EventEmitter} from 'node:events';
import {lineInAscii} from './ascii.js';
import {type Line, parseLine} from './cells.js';
import {makePen, type Pen, startOfBlank} from './pen.js';

export interface Terminal {
  columns: number;
  rows: number;
  write(text: string): void;
  /** It has not taken everything yet: what is drawn waits, and only the newest picture is drawn when it has. */
  isBehind?(): boolean;
  onDrain?(listener: () => void): void;
  /** The last words; what is still on its way is dropped for them. */
  finish?(text: string): void;
  onResize(listener: () => void): () => void;
}

/**
 * The stdout that Ink is given. It keeps the last frame as cells and sends only those that changed, so a calm screen
 * costs nothing and a slow link never makes a key wait: stock Ink repaints the whole screen for every change.
 */
export interface CellWriter {
  /** What Ink takes for process.stdout. */
  stdout: NodeJS.WriteStream;
  /** Takes the terminal, the first time or again. */
  open(): void;
  /** Gives the terminal back as it was; safe to call more than once. */
  close(): void;
  /** Draws a frame that is cells already. */
  show(lines: readonly Line[]): void;
  /** The next frame is the answer to a key, and waits for nothing. */
  hurry(): void;
  /** The next frame is drawn in full. */
  forget(): void;
}

const BEGIN = '\u001b[?2026h';
const END = '\u001b[?2026l';
/** The last but one asks the terminal to mark what is pasted: without it a pasted line break is an Enter. */
const OPEN = '\u001b[?1049h\u001b[?25l\u001b[?7l\u001b[?2004h\u001b[2J';
const CLOSE = '\u001b[0m\u001b[?2004l\u001b[?7h\u001b[?25h\u001b[?1049l';

export interface WriterOptions {
  /** The terminal knows no other characters, whatever stands in a title or an output. */
  isAscii?: boolean;
  /**
   * Frames that no key asked for are drawn less often when they are large. What is sent is in the line, and a key typed
   * behind it waits until the line has carried it: a terminal far away takes no more than some thousand a second.
   */
  bytesPerSecond?: number;
}

const LONGEST_PAUSE_MS = 400;

export function makeCellWriter(
  terminal: Terminal,
  {isAscii = false, bytesPerSecond = Number.POSITIVE_INFINITY}: WriterOptions = {},
): CellWriter {
  let isOpen = false;
  let lines: Line[] = [];
  let width = terminal.columns;
  let height = terminal.rows;
  let last: readonly Line[] = [];
  let waiting: readonly Line[] | undefined;
  let notBefore = 0;
  let isHurried = false;
  let timer: NodeJS.Timeout | undefined;
  const events = new EventEmitter();
  const showWaiting = (): void => {
    timer = undefined;
    if (waiting) show(waiting);
  };
  terminal.onDrain?.(showWaiting);

  const forget = (): void => {
    lines = [];
    waiting = undefined;
    notBefore = 0;
  };

  const resized = (): void => {
    width = terminal.columns;
    height = terminal.rows;
    forget();
    last = [];
    if (isOpen) terminal.write('\u001b[0m\u001b[2J');
    events.emit('resize');
  };

  const show = (next: readonly Line[]): void => {
    waiting = undefined;
    if (!isOpen) return;
    last = next;
    const pause = isHurried ? 0 : notBefore - performance.now();
    if (terminal.isBehind?.() || pause > 0) {
      waiting = next;
      if (pause > 0) timer ??= setTimeout(showWaiting, pause);
      return;
    }
    isHurried = false;
    const pen = makePen();
    for (let row = 0; row < height; row++) {
      const wanted = next[row] ?? parseLine('', width);
      const line = isAscii ? lineInAscii(wanted) : wanted;
      drawChanges(pen, lines[row], line, row);
      lines[row] = line;
    }
    const output = pen.lift();
    if (output === '') return;
    terminal.write(`${BEGIN}${output}${END}`);
    const costMs = (Buffer.byteLength(output) / bytesPerSecond) * 1000;
    notBefore = performance.now() + Math.min(LONGEST_PAUSE_MS, costMs);
  };

  const draw = (frame: string): void =>
    show(
      frame
        .replace(/\n$/, '')
        .split('\n', height)
        .map((line) => parseLine(line, width)),
    );

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
      if (isOpen) return;
      isOpen = true;
      terminal.write(OPEN);
      stopListening = terminal.onResize(resized);
      // Taken again, it shows what it showed, until the next picture comes.
      if (last.length === 0) return;
      forget();
      show(last);
    },
    close() {
      if (!isOpen) return;
      isOpen = false;
      clearTimeout(timer);
      timer = undefined;
      stopListening?.();
      if (terminal.finish) terminal.finish(CLOSE);
      else terminal.write(CLOSE);
    },
    show,
    hurry() {
      isHurried = true;
    },
    forget,
  };
}

/** Unchanged cells between two changes are sent again when that is shorter than moving over them. */
const SHORT_GAP = 5;

function drawChanges(pen: Pen, before: Line | undefined, after: Line, row: number): void {
  const first = before && nextChange(before, after, 0);
  if (before && first === undefined) return;
  if (!before || before.isDisputed || after.isDisputed) return pen.wholeLine(after, row);
  const {cells} = after;
  const blankFrom = startOfBlank(cells);
  for (let start = first; start !== undefined; ) {
    if (start >= blankFrom) return pen.clearFrom(row, start);
    const end = endOfChange(before, after, start);
    pen.cells(cells, row, start, end);
    start = nextChange(before, after, end);
  }
}

const isSame = ({cells: before}: Line, {cells: after}: Line, column: number): boolean =>
  before[column] === after[column] ||
  (before[column]?.text === after[column]?.text && before[column]?.style === after[column]?.style);

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
