// Poly1305 over numbers of 130 bits: four limbs of 32 and one of what is above them.
// Clearing the bits that the rule wants clear leaves 28 bits in each limb of r, so that the sum of four or five products
// stays below 2^64 though a limb of h be three times too large; only what passes the top is brought back in each round.
// A message comes in one or more pieces; all but the last are a multiple of 16 bytes long.

const LIMB: u64 = 0xffffffff;
const BLOCK: usize = 16;

/** r in its first 16 bytes, s in the next; the tag is written over s. */
const parameters: usize = memory.data(32, 16);
const rest: usize = memory.data(16, 16);

let h0: u64, h1: u64, h2: u64, h3: u64, h4: u64;

export function macParameters(): usize {
  return parameters;
}

export function macStart(): void {
  h0 = h1 = h2 = h3 = h4 = 0;
}

export function macUpdate(from: usize, bytes: usize): void {
  const whole = bytes & ~(BLOCK - 1);
  absorb(from, whole, 1);
  const left = bytes - whole;
  if (left == 0) return;
  memory.fill(rest, 0, BLOCK);
  memory.copy(rest, from + whole, left);
  store<u8>(rest + left, 1);
  absorb(rest, BLOCK, 0);
}

/** h = (h + block) * r for each block; `above` is the bit over a whole one, a last one carries its end within. */
function absorb(from: usize, bytes: usize, above: u64): void {
  const a0: u64 = load<u32>(parameters) & 0x0fffffff;
  const a1: u64 = load<u32>(parameters, 4) & 0x0ffffffc;
  const a2: u64 = load<u32>(parameters, 8) & 0x0ffffffc;
  const a3: u64 = load<u32>(parameters, 12) & 0x0ffffffc;
  // 2^130 is 5, and a product that belongs to 2^128 has a factor of 4 to give for it: 5/4 of the limb.
  const s1 = a1 + (a1 >> 2), s2 = a2 + (a2 >> 2), s3 = a3 + (a3 >> 2);
  let b0 = h0, b1 = h1, b2 = h2, b3 = h3, b4 = h4;
  for (const end = from + bytes; from < end; from += BLOCK) {
    b0 += load<u32>(from);
    b1 += load<u32>(from, 4);
    b2 += load<u32>(from, 8);
    b3 += load<u32>(from, 12);
    b4 += above;

    const d0 = b0 * a0 + b1 * s3 + b2 * s2 + b3 * s1;
    const d1 = b0 * a1 + b1 * a0 + b2 * s3 + b3 * s2 + b4 * s1 + (d0 >> 32);
    const d2 = b0 * a2 + b1 * a1 + b2 * a0 + b3 * s3 + b4 * s2 + (d1 >> 32);
    const d3 = b0 * a3 + b1 * a2 + b2 * a1 + b3 * a0 + b4 * s3 + (d2 >> 32);
    const d4 = b4 * a0 + (d3 >> 32);

    b0 = (d0 & LIMB) + (d4 >> 2) * 5;
    b1 = d1 & LIMB;
    b2 = d2 & LIMB;
    b3 = d3 & LIMB;
    b4 = d4 & 3;
  }
  h0 = b0; h1 = b1; h2 = b2; h3 = b3; h4 = b4;
}

/**
 * The tag is (h mod 2^130 - 5) + s, cut to 128 bits, little end first. What is chosen is chosen with a mask: the time it
 * takes must not depend on the secret.
 */
export function macEnd(): void {
  h1 += h0 >> 32;
  h2 += h1 >> 32;
  h3 += h2 >> 32;
  h4 += h3 >> 32;
  const low = (h0 & LIMB) | (h1 << 32);
  const high = (h2 & LIMB) | (h3 << 32);
  const lowLess = low + 5;
  const highLess = high + u64(lowLess < low);
  const isLarge = 0 - ((h4 + u64(highLess < high)) >> 2);
  const s = load<u64>(parameters, 16);
  const sum = choose(isLarge, lowLess, low) + s;
  const sumHigh = choose(isLarge, highLess, high) + load<u64>(parameters, 24) + u64(sum < s);
  store<u64>(parameters, sum, 16);
  store<u64>(parameters, sumHigh, 24);
}

function choose(mask: u64, one: u64, other: u64): u64 {
  return (one & mask) | (other & ~mask);
}
