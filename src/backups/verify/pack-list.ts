import type {BlobVisitor} from '../format/index-scan.js';

/** The blobs of one pack, in whatever order an index names them, as the header of the pack would. */
export interface PackList {
  readonly count: number;
  clear(): void;
  readonly add: BlobVisitor['blob'];
  finish(): {header: Buffer; bytes: number; isGapless: boolean};
}

const ID_BYTES = 32;
/** Kind, offset, length, length before compression. */
const NUMBERS = 4;

/** One piece of memory for all packs: a repository has as many blobs as files. */
export function makePackList(): PackList {
  let ids = Buffer.allocUnsafeSlow(1024 * ID_BYTES);
  let numbers = new Float64Array(1024 * NUMBERS);
  let count = 0;
  const number = (blob: number, which: number): number => numbers[blob * NUMBERS + which] ?? 0;
  const grow = (): void => {
    ids = Buffer.concat([ids, Buffer.allocUnsafeSlow(ids.length)]);
    const more = new Float64Array(numbers.length * 2);
    more.set(numbers);
    numbers = more;
  };
  const write = (header: Buffer, at: number, blob: number): number => {
    const plainLength = number(blob, 3);
    let next = header.writeUInt8(number(blob, 0) + (plainLength > 0 ? 2 : 0), at);
    next = header.writeUInt32LE(number(blob, 2), next);
    if (plainLength > 0) next = header.writeUInt32LE(plainLength, next);
    return next + ids.copy(header, next, blob * ID_BYTES, (blob + 1) * ID_BYTES);
  };
  return {
    get count() {
      return count;
    },
    clear() {
      count = 0;
    },
    add(id, type, offset, length, plainLength) {
      if ((count + 1) * ID_BYTES > ids.length) grow();
      ids.set(id, count * ID_BYTES);
      numbers.set([type === 'tree' ? 1 : 0, offset, length, plainLength], count * NUMBERS);
      count += 1;
    },
    finish() {
      const order = Uint32Array.from({length: count}, (_, blob) => blob).sort((a, b) => number(a, 1) - number(b, 1));
      const header = Buffer.allocUnsafe(count * (1 + 4 + 4 + ID_BYTES));
      let [at, bytes, isGapless] = [0, 0, true];
      for (const blob of order) {
        isGapless &&= number(blob, 1) === bytes;
        bytes = number(blob, 1) + number(blob, 2);
        at = write(header, at, blob);
      }
      return {header: header.subarray(0, at), bytes, isGapless};
    },
  };
}
