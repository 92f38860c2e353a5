import {closeSync, openSync, readSync} from 'node:fs';

export interface FileLine {
  number: number;
  text: string;
  /** False for the last line of a file when its end is missing: its writer was killed, or is at it. */
  isWhole: boolean;
}

const CHUNK_BYTES = 1_048_576;
const NEWLINE = 0x0a;
/** More than the largest event: what is longer is no line of ours, and must not fill the memory. */
const LONGEST_LINE_BYTES = 300_000_000;

/** The lines of a file that may be larger than memory. */
export function* readLines(file: string): Generator<FileLine> {
  const handle = openSync(file, 'r');
  try {
    let number = 0;
    let parts: Buffer[] = [];
    let kept = 0;
    const take = (last: Buffer): string => {
      const text = kept + last.length > LONGEST_LINE_BYTES ? '' : Buffer.concat([...parts, last]).toString('utf8');
      parts = [];
      kept = 0;
      return text;
    };
    for (;;) {
      const chunk = Buffer.alloc(CHUNK_BYTES);
      const bytes = chunk.subarray(0, readSync(handle, chunk, 0, CHUNK_BYTES, null));
      if (bytes.length === 0) break;
      let start = 0;
      for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE, start)) {
        yield {number: ++number, text: take(bytes.subarray(start, end)), isWhole: true};
        start = end + 1;
      }
      kept += bytes.length - start;
      if (kept <= LONGEST_LINE_BYTES) parts.push(bytes.subarray(start));
    }
    if (kept > 0) yield {number: ++number, text: take(Buffer.alloc(0)), isWhole: false};
  } finally {
    closeSync(handle);
  }
}
