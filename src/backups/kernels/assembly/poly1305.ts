// Poly1305 over numbers of 130 bits, kept in five limbs of 26 bits so that products fit into 64.
// A message comes in one or more pieces; all but the last are a multiple of 16 bytes long.

const LIMB: u64 = 0x3ffffff;
const BLOCK: usize = 16;
const ABOVE: u64 = 1 << 24; // the bit a whole block carries above its own 128

/** r in its first 16 bytes, s in the next; the tag is written over s. */
const parameters: usize = memory.data(32, 16);
const rest: usize = memory.data(16, 16);

let r0: u64, r1: u64, r2: u64, r3: u64, r4: u64;
let h0: u64, h1: u64, h2: u64, h3: u64, h4: u64;

export function macParameters(): usize {
  return parameters;
}

export function macStart(): void {
  const low = load<u64>(parameters) & 0x0ffffffc0fffffff;
  const high = load<u64>(parameters, 8) & 0x0ffffffc0ffffffc;
  r0 = low & LIMB;
  r1 = (low >> 26) & LIMB;
  r2 = ((low >> 52) | (high << 12)) & LIMB;
  r3 = (high >> 14) & LIMB;
  r4 = high >> 40;
  h0 = h1 = h2 = h3 = h4 = 0;
}

export function macUpdate(from: usize, bytes: usize): void {
  const whole = bytes & ~(BLOCK - 1);
  absorb(from, whole, ABOVE);
  const left = bytes - whole;
  if (left == 0) return;
  memory.fill(rest, 0, BLOCK);
  memory.copy(rest, from + whole, left);
  store<u8>(rest + left, 1);
  absorb(rest, BLOCK, 0);
}

/** h = (h + block) * r for each block; `above` is left out for a last one that carries its end within. */
function absorb(from: usize, bytes: usize, above: u64): void {
  const end = from + bytes;
  const a0 = r0, a1 = r1, a2 = r2, a3 = r3, a4 = r4;
  const s1 = a1 * 5, s2 = a2 * 5, s3 = a3 * 5, s4 = a4 * 5;
  let b0 = h0, b1 = h1, b2 = h2, b3 = h3, b4 = h4;
  for (let at = from; at < end; at += BLOCK) {
    const low = load<u64>(at);
    const high = load<u64>(at, 8);
    b0 += low & LIMB;
    b1 += (low >> 26) & LIMB;
    b2 += ((low >> 52) | (high << 12)) & LIMB;
    b3 += (high >> 14) & LIMB;
    b4 += (high >> 40) | above;

    const d0 = b0 * a0 + b1 * s4 + b2 * s3 + b3 * s2 + b4 * s1;
    const d1 = b0 * a1 + b1 * a0 + b2 * s4 + b3 * s3 + b4 * s2 + (d0 >> 26);
    const d2 = b0 * a2 + b1 * a1 + b2 * a0 + b3 * s4 + b4 * s3 + (d1 >> 26);
    const d3 = b0 * a3 + b1 * a2 + b2 * a1 + b3 * a0 + b4 * s4 + (d2 >> 26);
    const d4 = b0 * a4 + b1 * a3 + b2 * a2 + b3 * a1 + b4 * a0 + (d3 >> 26);

    b0 = (d0 & LIMB) + (d4 >> 26) * 5;
    b1 = (d1 & LIMB) + (b0 >> 26);
    b0 &= LIMB;
    b2 = d2 & LIMB;
    b3 = d3 & LIMB;
    b4 = d4 & LIMB;
  }
  h0 = b0; h1 = b1; h2 = b2; h3 = b3; h4 = b4;
}

/** The tag is (h mod 2^130 - 5) + s, cut to 128 bits, little end first. */
export function macEnd(): void {
  carry();
  carry();
  subtractPrime();
  const low = h0 | (h1 << 26) | (h2 << 52);
  const high = (h2 >> 12) | (h3 << 14) | (h4 << 40);
  const sum = low + load<u64>(parameters, 16);
  store<u64>(parameters, sum, 16);
  store<u64>(parameters, high + load<u64>(parameters, 24) + u64(sum < low), 24);
}

function carry(): void {
  h1 += h0 >> 26; h0 &= LIMB;
  h2 += h1 >> 26; h1 &= LIMB;
  h3 += h2 >> 26; h2 &= LIMB;
  h4 += h3 >> 26; h3 &= LIMB;
  h0 += (h4 >> 26) * 5; h4 &= LIMB;
}

/** h - p where h >= p. The choice is made with a mask: the time it takes must not depend on the secret. */
function subtractPrime(): void {
  const g0 = h0 + 5;
  const g1 = h1 + (g0 >> 26);
  const g2 = h2 + (g1 >> 26);
  const g3 = h3 + (g2 >> 26);
  const g4 = h4 + (g3 >> 26);
  const isLess = (g4 >> 26) - 1;
  h0 = (h0 & isLess) | (g0 & LIMB & ~isLess);
  h1 = (h1 & isLess) | (g1 & LIMB & ~isLess);
  h2 = (h2 & isLess) | (g2 & LIMB & ~isLess);
  h3 = (h3 & isLess) | (g3 & LIMB & ~isLess);
  h4 = (h4 & isLess) | (g4 & LIMB & ~isLess);
}

/** One call for what lies here as a whole. */
export function mac(from: usize, bytes: usize): void {
  macStart();
  macUpdate(from, bytes);
  macEnd();
}
