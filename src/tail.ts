import {outputBytes, readSince} from '../state/output.js';
import {plain} from './plain.js';

/** The end of a growing file as lines that can be drawn. The first one's number grows when older ones are let go. */
export interface TailText {
  first: number;
  lines: readonly string[];
}

export interface Tail {
  /** The same object as before when nothing is new. */
  read(): TailText;
}

const FIRST_BYTES = 2_000_000;
const MOST_LINES = 20_000;
/** At one time; what else there is comes with the next read. */
const MOST_LOOKS = 3;
/** Nobody reads a longer line on a screen; the file has it whole. */
const LONGEST_LINE = 8000;

/** Reads only what was added since the last look, so that a flood costs no more than its news. */
export function openTail(file: string): Tail {
  let next = Math.max(0, outputBytes(file) - FIRST_BYTES);
  let isCut = next > 0;
  let rest = '';
  let decoder = new TextDecoder();
  let whole: string[] = [];
  let text: TailText = {first: 0, lines: []};

  const take = (chunk: string): void => {
    const parts = (rest + chunk).split('\n');
    rest = (parts.pop() ?? '').slice(-LONGEST_LINE * 4);
    if (isCut && parts.length > 0) {
      parts.shift();
      isCut = false;
    }
    whole = [...whole, ...parts.map(showLine)];
    const dropped = Math.max(0, whole.length - MOST_LINES);
    if (dropped > 0) whole = whole.slice(dropped);
    text = {first: text.first + dropped, lines: rest === '' ? whole : [...whole, showLine(rest)]};
  };

  const look = (): boolean => {
    const news = readSince(file, next);
    if (!news) return false;
    // The file was made shorter: what is left of it is read anew.
    if (news.next - news.chunk.length !== next) {
      rest = '';
      whole = [];
      decoder = new TextDecoder();
      text = {first: 0, lines: []};
    }
    next = news.next;
    if (news.chunk.length > 0) take(decoder.decode(news.chunk, {stream: true}));
    return news.chunk.length > 0;
  };

  return {
    read() {
      for (let times = 0; times < MOST_LOOKS && look(); times++);
      return text;
    },
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
