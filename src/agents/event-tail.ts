import {outputBytes, readSince} from '../../state/output.js';
import {makeLineReader} from './lines.js';
import {parseLine, type TranscriptLine} from './transcript.js';

/** The rows of a growing transcript. The first one's number grows when older ones are let go. */
export interface EventText<Row> {
  first: number;
  lines: readonly Row[];
}

export interface EventTail<Row> {
  /** The same object as before when nothing is new. */
  read(): EventText<Row>;
}

interface Shows<Row> {
  event(line: TranscriptLine): readonly Row[];
  /** Said in the place of what is left out. */
  gap(): Row;
}

const FIRST_BYTES = 1_000_000;
const CHUNK_BYTES = 16_000;
/** One read takes hardly longer than this; what else there is comes with the next one. */
const MOST_MS = 6;
const MOST_ROWS = 20_000;

/** Reads only what was added since the last look; of a long transcript its prompt and its end. */
export function openEventTail<Row>(file: string, show: Shows<Row>): EventTail<Row> {
  let next = 0;
  let fresh: Row[] = [];
  let isWithoutStart = false;
  let lines = newLines();
  let text: EventText<Row> = {first: 0, lines: []};

  function newLines() {
    return makeLineReader((line) => {
      const event = isWithoutStart ? undefined : parseLine(line);
      isWithoutStart = false;
      if (event) for (const row of show.event(event)) fresh.push(row);
    });
  }

  const goTo = (at: number): void => {
    next = at;
    isWithoutStart = at > 0;
    lines = newLines();
    if (at > 0) fresh.push(show.gap());
  };

  /** Who writes faster than anybody reads is followed at the end. */
  const skip = (): void => {
    const end = outputBytes(file) - FIRST_BYTES;
    if (next === 0 && end > 0) {
      for (const row of promptOf(file, show)) fresh.push(row);
      goTo(end);
    } else if (next > 0 && next < end - FIRST_BYTES) goTo(end);
  };

  const look = (): boolean => {
    const news = readSince(file, next, CHUNK_BYTES);
    if (!news || news.chunk.length === 0) return false;
    next = news.next;
    lines.feed(news.chunk);
    return true;
  };

  return {
    read() {
      const until = performance.now() + MOST_MS;
      skip();
      while (look() && performance.now() < until);
      if (fresh.length === 0) return text;
      const all = [...text.lines, ...fresh];
      fresh = [];
      const dropped = Math.max(0, all.length - MOST_ROWS);
      text = {first: text.first + dropped, lines: all.slice(dropped)};
      return text;
    },
  };
}

const MOST_PROMPT_BYTES = 256_000;

/** The first line, where it is not too long for one look. */
function promptOf<Row>(file: string, show: Shows<Row>): readonly Row[] {
  const [first = ''] = readSince(file, 0, MOST_PROMPT_BYTES)?.chunk.toString('utf8').split('\n', 1) ?? [];
  const event = parseLine(first);
  return event ? show.event(event) : [];
}
