import {plain} from './plain.js';

/** Lines that can be drawn. The first one's number grows when older ones are let go. */
export interface KeptText {
  first: number;
  lines: readonly string[];
}

export interface KeptLines {
  add(text: string): void;
  /** Lets all go; what comes next begins in the middle of a line, or the numbers begin anew. */
  restart(how: 'in the middle' | 'anew'): void;
  /** The same object as before when nothing is new. */
  text(): KeptText;
}

const MOST_LINES = 20_000;
/** Nobody reads a longer line on a screen. */
const LONGEST_LINE = 8000;

/** Text that comes in pieces, as its last lines. `isCut` leaves out the first one, of which the beginning is missing. */
export function keepLines(isCut = false): KeptLines {
  let rest = '';
  let isWithoutStart = isCut;
  let whole: string[] = [];
  let text: KeptText = {first: 0, lines: []};
  return {
    add(chunk) {
      const parts = (rest + chunk).split('\n');
      rest = (parts.pop() ?? '').slice(-LONGEST_LINE * 4);
      if (isWithoutStart && parts.length > 0) {
        parts.shift();
        isWithoutStart = false;
      }
      const dropped = Math.max(0, whole.length + parts.length - MOST_LINES);
      // What is let go at once is not made fit to be drawn.
      const kept = parts.slice(Math.max(0, dropped - whole.length));
      whole = [...whole.slice(dropped), ...kept.map(showLine)];
      text = {first: text.first + dropped, lines: rest === '' ? whole : [...whole, showLine(rest)]};
    },
    restart(how) {
      isWithoutStart = how === 'in the middle';
      rest = '';
      text = {first: isWithoutStart ? text.first + whole.length : 0, lines: []};
      whole = [];
    },
    text: () => text,
  };
}

/** A progress bar that rewrites its line by carriage returns shows its last state. */
function showLine(line: string): string {
  const last = line.endsWith('\r') ? line.slice(0, -1) : line;
  return plain(
    last
      .slice(last.lastIndexOf('\r') + 1)
      .slice(0, LONGEST_LINE)
      .replaceAll('\t', '    '),
  );
}
