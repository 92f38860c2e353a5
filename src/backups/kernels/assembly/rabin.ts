// Where a file is cut: after the bytes whose last 64 give a fingerprint that ends in 20 zero bits.
// The fingerprint depends on those 64 bytes alone, so four places are looked at in turn: each waits for its own look-up.

const WINDOW: usize = 64;
const MIN: usize = 512 << 10;
const MAX: usize = 8 << 20;
const MASK: u64 = (1 << 20) - 1;
const DEGREE: u64 = 53;
const SHIFT: u64 = DEGREE - 8;

/** A stretch for each of the four: long enough to be worth the 64 bytes it needs to begin. */
const STRETCH: usize = 4096;

/** 256 numbers that take a byte out of the window, then 256 that bring a fingerprint back below the polynomial. */
const tables: usize = memory.data(4096, 64);

export function cutTables(): usize {
  return tables;
}

@inline
function slide(digest: u64, at: usize): u64 {
  const without = digest ^ load<u64>(tables + ((<usize>load<u8>(at - WINDOW)) << 3));
  return ((without << 8) | load<u8>(at)) ^ load<u64>(tables + (<usize>(without >> SHIFT) << 3), 2048);
}

/** The fingerprint of the 64 bytes before `at`. */
function digestBefore(at: usize): u64 {
  let digest: u64 = 0;
  for (let next = at - WINDOW; next < at; next++) {
    digest = ((digest << 8) | load<u8>(next)) ^ load<u64>(tables + (<usize>(digest >> SHIFT) << 3), 2048);
  }
  return digest;
}

/** The length of the first chunk from `start`, or 0 when the data ends before it does. */
export function findCut(start: usize, end: usize): usize {
  const bytes = end - start;
  if (bytes < MIN) return 0;
  const last = start + min(bytes, MAX);
  const first = start + MIN;
  if ((digestBefore(first) & MASK) == 0) return MIN;
  let at = first;
  while (last - at >= 4 * STRETCH) {
    const cut = cutInFour(at);
    if (cut != 0) return cut - start;
    at += 4 * STRETCH;
  }
  const cut = cutBetween(at, last);
  if (cut != 0) return cut - start;
  return bytes >= MAX ? MAX : 0;
}

/** The end of the first chunk that ends in the four stretches from `at`, or 0. */
function cutInFour(at: usize): usize {
  let a = digestBefore(at);
  let b = digestBefore(at + STRETCH);
  let c = digestBefore(at + 2 * STRETCH);
  let d = digestBefore(at + 3 * STRETCH);
  let inB: usize = 0, inC: usize = 0, inD: usize = 0;
  for (const end = at + STRETCH; at < end; at++) {
    a = slide(a, at);
    b = slide(b, at + STRETCH);
    c = slide(c, at + 2 * STRETCH);
    d = slide(d, at + 3 * STRETCH);
    if ((a & MASK) == 0) return at + 1;
    if ((b & MASK) == 0 && inB == 0) inB = at + STRETCH + 1;
    if ((c & MASK) == 0 && inC == 0) inC = at + 2 * STRETCH + 1;
    if ((d & MASK) == 0 && inD == 0) inD = at + 3 * STRETCH + 1;
  }
  return inB ? inB : inC ? inC : inD;
}

function cutBetween(from: usize, end: usize): usize {
  let digest = digestBefore(from);
  for (let at = from; at < end; at++) {
    digest = slide(digest, at);
    if ((digest & MASK) == 0) return at + 1;
  }
  return 0;
}
