import {readSince} from '../state/output.js';

const CHUNK_BYTES = 1_000_000;
/** A line that never ends is cut into pieces of this length. */
const LONGEST_LINE = 1_000_000;

/** The lines of a file that match. Pieces that do not are not even cut into lines, and none is in memory for long. */
export function* linesWith(file: string, pattern: RegExp): Generator<string> {
  const decoder = new TextDecoder();
  let from = 0;
  let rest = '';
  for (;;) {
    const read = readSince(file, from, CHUNK_BYTES);
    if (!read || read.chunk.length === 0) break;
    from = read.next;
    const text = rest + decoder.decode(read.chunk, {stream: true});
    const end = text.lastIndexOf('\n');
    const isWhole = end >= 0 || text.length > LONGEST_LINE;
    rest = isWhole ? text.slice(end < 0 ? text.length : end + 1) : text;
    if (isWhole) yield* matching(end < 0 ? text : text.slice(0, end), pattern);
    if (read.chunk.length < CHUNK_BYTES) break;
  }
  yield* matching(rest, pattern);
}

function* matching(text: string, pattern: RegExp): Generator<string> {
  if (!pattern.test(text)) return;
  for (const line of text.split('\n')) if (pattern.test(line)) yield line;
}
