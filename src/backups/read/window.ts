import {readSync} from 'node:fs';

/** Looks at a pack piece by piece, from front to back, through memory that stays the same. */
export interface Window {
  /** From here on this file is looked at. What lies before `at` is not read unless it is asked for. */
  open(descriptor: number, at: number): void;
  /** Valid until the next call; shorter than asked for only where the file ends. */
  view(offset: number, length: number): Buffer;
}

/** So much is read at a time where no more is asked for: small enough to stay near the processor. */
const AHEAD_BYTES = 512 * 1024;
/** Reading over a gap like this takes less than another call. */
const GAP_BYTES = 64 * 1024;

/** `onRead` sees each byte once as long as the views follow each other without a gap. */
export function makeWindow(memory: Buffer, onRead: (bytes: Buffer) => void = () => {}): Window {
  let descriptor = -1;
  let start = 0;
  let filled = 0;

  /** What is needed of the rest goes to the front. */
  const moveTo = (offset: number): void => {
    const isNear = offset >= start && offset <= start + filled + GAP_BYTES;
    const from = isNear ? Math.min(offset, start + filled) : start + filled;
    memory.copyWithin(0, from - start, filled);
    filled -= from - start;
    start = isNear ? from : offset;
  };
  const fill = (until: number): void => {
    while (filled < until) {
      const got = readSync(descriptor, memory, filled, Math.min(memory.length, until) - filled, start + filled);
      if (got === 0) return;
      onRead(memory.subarray(filled, filled + got));
      filled += got;
    }
  };
  /** One that is larger than the memory is read into its own. */
  const readLarge = (offset: number, length: number): Buffer => {
    const large = Buffer.allocUnsafeSlow(length);
    const isHere = offset >= start && offset < start + filled;
    let got = isHere ? memory.copy(large, 0, offset - start, filled) : 0;
    while (got < length) {
      const more = readSync(descriptor, large, got, length - got, offset + got);
      if (more === 0) break;
      onRead(large.subarray(got, got + more));
      got += more;
    }
    start = offset + got;
    filled = 0;
    return large.subarray(0, got);
  };
  return {
    open(opened, at) {
      descriptor = opened;
      start = at;
      filled = 0;
    },
    view(offset, length) {
      if (length > memory.length) return readLarge(offset, length);
      if (offset < start || offset + length > start + filled) {
        moveTo(offset);
        const needed = offset - start + length;
        fill(Math.min(memory.length, Math.max(needed, AHEAD_BYTES)));
      }
      return memory.subarray(offset - start, Math.min(filled, offset - start + length));
    },
  };
}
