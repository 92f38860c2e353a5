import {writeSync} from 'node:fs';

/** Zeros in a row as long as this are not written: the file has a hole there, which reads the same. */
export const HOLE_BYTES = 64 * 1024;
const PAGE_BYTES = 4096;
/** In any hole lies a whole page that begins at a multiple of this. */
const STRIDE_BYTES = HOLE_BYTES / 2;
const zeros = Buffer.alloc(PAGE_BYTES);

/** Writes the bytes at this place of a file, holes left out. */
export function writeWithHoles(descriptor: number, bytes: Buffer, at: number): void {
  let from = 0;
  for (const {start, end} of holesIn(bytes)) {
    writeAll(descriptor, bytes.subarray(from, start), at + from);
    from = end;
  }
  writeAll(descriptor, bytes.subarray(from), at + from);
}

export function writeAll(descriptor: number, bytes: Buffer, at: number): void {
  for (let done = 0; done < bytes.length; ) {
    done += writeSync(descriptor, bytes, done, bytes.length - done, at + done);
  }
}

export function* holesIn(bytes: Buffer): Generator<{start: number; end: number}> {
  let least = 0;
  for (let at = 0; at + PAGE_BYTES <= bytes.length; at += STRIDE_BYTES) {
    if (at < least || bytes[at] !== 0 || !isZeroPage(bytes, at)) continue;
    const start = startOfZeros(bytes, at, least);
    const end = endOfZeros(bytes, at + PAGE_BYTES);
    if (end - start >= HOLE_BYTES) yield {start, end};
    least = end;
  }
}

const isZeroPage = (bytes: Buffer, at: number): boolean =>
  bytes.compare(zeros, 0, PAGE_BYTES, at, at + PAGE_BYTES) === 0;

function startOfZeros(bytes: Buffer, from: number, least: number): number {
  let at = from;
  while (at - PAGE_BYTES >= least && isZeroPage(bytes, at - PAGE_BYTES)) at -= PAGE_BYTES;
  while (at > least && bytes[at - 1] === 0) at -= 1;
  return at;
}

function endOfZeros(bytes: Buffer, from: number): number {
  let at = from;
  while (at + PAGE_BYTES <= bytes.length && isZeroPage(bytes, at)) at += PAGE_BYTES;
  while (at < bytes.length && bytes[at] === 0) at += 1;
  return at;
}
