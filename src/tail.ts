import {outputBytes, readSince} from '../state/output.js';
import {type KeptText, keepLines} from './kept-lines.js';

/** The end of a growing file. */
export interface Tail {
  /** The same object as before when nothing is new. */
  read(): KeptText;
}

const FIRST_BYTES = 2_000_000;
/** One read takes hardly longer than this; what else there is comes with the next one. */
const MOST_MS = 8;
const CHUNK_BYTES = 256_000;

/** Reads only what was added since the last look, so that a flood costs no more than its news. */
export function openTail(file: string): Tail {
  let next = Math.max(0, outputBytes(file) - FIRST_BYTES);
  let decoder = new TextDecoder();
  const kept = keepLines(next > 0);

  const restart = (how: 'in the middle' | 'anew'): void => {
    decoder = new TextDecoder();
    kept.restart(how);
  };

  /** Who writes faster than anybody reads is followed at the end. How many lines that leaves out is not counted. */
  const skipFlood = (): void => {
    const end = outputBytes(file) - FIRST_BYTES;
    if (next >= end - FIRST_BYTES) return;
    next = end;
    restart('in the middle');
  };

  const look = (): boolean => {
    skipFlood();
    const news = readSince(file, next, CHUNK_BYTES);
    if (!news) return false;
    // The file was made shorter: what is left of it is read anew.
    if (news.next - news.chunk.length !== next) restart('anew');
    next = news.next;
    if (news.chunk.length > 0) kept.add(decoder.decode(news.chunk, {stream: true}));
    return news.chunk.length > 0;
  };

  return {
    read() {
      const until = performance.now() + MOST_MS;
      while (look() && performance.now() < until);
      return kept.text();
    },
  };
}
