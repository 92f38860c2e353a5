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
/** One read takes hardly longer than this; what else there is comes with the next one. */
const MOST_MS = 8;
const CHUNK_BYTES = 256_000;
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
    const dropped = Math.max(0, whole.length + parts.length - MOST_LINES);
    const keptParts = parts.slice(Math.max(0, dropped - whole.length));
    whole = [...whole.slice(dropped), ...keptParts.map(showLine)];
    text = {first: text.first + dropped, lines: rest === '' ? whole : [...whole, showLine(rest)]};
  };

  /** Who writes faster than anybody reads is followed at the end. How many lines that leaves out is not counted. */
  const skipFlood = (): void => {
    const end = outputBytes(file) - FIRST_BYTES;
    if (next >= end - FIRST_BYTES) return;
    next = end;
    isCut = true;
    rest = '';
    decoder = new TextDecoder();
    text = {first: text.first + whole.length, lines: []};
    whole = [];
  };

  const look = (): boolean => {
    skipFlood();
    const news = readSince(file, next, CHUNK_BYTES);
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
      const until = performance.now() + MOST_MS;
      while (look() && performance.now() < until);
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
