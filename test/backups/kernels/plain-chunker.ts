import {remainder} from '../../../src/backups/kernels/polynomial.js';

const WINDOW = 64;
const MIN = 512 << 10;
const MAX = 8 << 20;

/**
 * The chunker as its description says it, a byte and a division at a time, so that the fast one has somebody to answer to.
 * It rolls a window with a 1 in it, as restic does, from a little before the smallest size: what is older has left it.
 */
export function plainChunks(bytes: Uint8Array, polynomial: bigint): number[] {
  const reduce = remember((digest) => remainder(digest, polynomial));
  const leave = remember((byte) => remainder(byte << BigInt(8 * (WINDOW - 1)), polynomial));
  const lengths: number[] = [];
  for (let start = 0; start < bytes.length; ) {
    const length = chunkLength(bytes.subarray(start), leave, (digest) => {
      const above = digest >> 53n;
      return (digest & ((1n << 53n) - 1n)) ^ reduce(above << 53n);
    });
    lengths.push(length);
    start += length;
  }
  return lengths;
}

function chunkLength(bytes: Uint8Array, leave: (byte: bigint) => bigint, reduce: (digest: bigint) => bigint): number {
  const window = new Array<bigint>(WINDOW).fill(0n);
  let digest = 0n;
  const roll = (byte: bigint, at: number): void => {
    digest ^= leave(window[at % WINDOW] ?? 0n);
    window[at % WINDOW] = byte;
    digest = reduce((digest << 8n) | byte);
  };
  roll(1n, WINDOW - 1);
  for (let at = Math.max(0, Math.min(bytes.length, MIN) - 4 * WINDOW); at < Math.min(bytes.length, MAX); at++) {
    roll(BigInt(bytes[at] ?? 0), at);
    if (at + 1 >= MIN && (digest & 0xfffffn) === 0n) return at + 1;
  }
  return Math.min(bytes.length, MAX);
}

function remember(of: (value: bigint) => bigint): (value: bigint) => bigint {
  const known = new Map<bigint, bigint>();
  return (value) => {
    const before = known.get(value);
    if (before !== undefined) return before;
    const made = of(value);
    known.set(value, made);
    return made;
  };
}
