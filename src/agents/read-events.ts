import {readSince} from '../../state/output.js';
import {makeLineReader} from './lines.js';
import {parseLine, type TranscriptLine} from './transcript.js';

/** Tells the events that were added since the last look; false when there were none. Memory stays small. */
export function eventReader(file: string, tell: (line: TranscriptLine) => void): () => boolean {
  let from = 0;
  const lines = makeLineReader((line) => {
    const event = parseLine(line);
    if (event) tell(event);
  });
  return () => {
    const read = readSince(file, from);
    if (!read || read.chunk.length === 0) return false;
    from = read.next;
    lines.feed(read.chunk);
    return true;
  };
}
