/**
 * Polynomials over two numbers, 0 and 1: bit n of the number is the factor of x^n, adding is xor. A repository has one of
 * its own, by which files are cut, so that nobody knows from the sizes of chunks what a file is.
 */

/** Of all fingerprints; restic uses no other. */
export const DEGREE = 53;

export const degreeOf = (polynomial: bigint): number => polynomial.toString(2).length - 1;

export function remainder(of: bigint, by: bigint): bigint {
  const degree = degreeOf(by);
  let rest = of;
  while (rest !== 0n && degreeOf(rest) >= degree) rest ^= by << BigInt(degreeOf(rest) - degree);
  return rest;
}

function multiply(one: bigint, other: bigint, modulo: bigint): bigint {
  let sum = 0n;
  for (let left = one, shifted = other; left !== 0n; left >>= 1n, shifted <<= 1n) if (left & 1n) sum ^= shifted;
  return remainder(sum, modulo);
}

function commonFactor(one: bigint, other: bigint): bigint {
  let [a, b] = [one, other];
  while (b !== 0n) [a, b] = [b, remainder(a, b)];
  return a;
}

/** Ben-Or: a factor of degree n divides x^(2^n) - x, so one is found at the latest at half the degree. */
export function isIrreducible(polynomial: bigint): boolean {
  const degree = polynomial > 0n ? degreeOf(polynomial) : 0;
  if (degree < 1) return false;
  let power = remainder(2n, polynomial);
  for (let n = 1; n <= degree / 2; n++) {
    power = multiply(power, power, polynomial);
    if (commonFactor(polynomial, power ^ 2n) !== 1n) return false;
  }
  return true;
}

/** One in 27 candidates will do. `roll` gives 64 random bits. */
export function randomPolynomial(roll: () => bigint): bigint {
  for (;;) {
    const candidate = BigInt.asUintN(DEGREE, roll()) | (1n << BigInt(DEGREE)) | 1n;
    if (isIrreducible(candidate)) return candidate;
  }
}
