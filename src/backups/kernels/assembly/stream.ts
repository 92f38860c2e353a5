// The two halves of counter mode around the cipher itself: the blocks it is to encipher, and laying its answer over a text.

const BLOCK: usize = 16;

/** Counts up from the number of 128 bits at `from`, big end first, a block for each. */
export function counters(to: usize, from: usize, blocks: usize): void {
  let high = bswap<u64>(load<u64>(from));
  let low = bswap<u64>(load<u64>(from, 8));
  for (const end = to + blocks * BLOCK; to < end; to += BLOCK) {
    store<u64>(to, bswap<u64>(high));
    store<u64>(to, bswap<u64>(low), 8);
    low++;
    high += u64(low == 0);
  }
}

/** to = one ^ other, and not a byte beyond. */
export function xor(to: usize, one: usize, other: usize, bytes: usize): void {
  const whole = bytes & ~(BLOCK - 1);
  for (let at: usize = 0; at < whole; at += BLOCK) {
    v128.store(to + at, v128.xor(v128.load(one + at), v128.load(other + at)));
  }
  for (let at = whole; at < bytes; at++) store<u8>(to + at, load<u8>(one + at) ^ load<u8>(other + at));
}
