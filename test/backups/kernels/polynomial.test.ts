import {randomBytes} from 'node:crypto';
import {expect, test} from 'vitest';
import {degreeOf, isIrreducible, randomPolynomial} from '../../../src/backups/kernels/polynomial.js';

test('a polynomial without factors is told from one with', () => {
  for (const prime of [2n, 3n, 0b111n, 0b1011n, 0b1101n, 0b10011n, 0x11bn, 0x3da3358b4dc173n, 0x3abc9bff07d9e5n]) {
    expect(isIrreducible(prime), prime.toString(16)).toBe(true);
  }
  for (const product of [-3n, 0n, 1n, 0b101n, 0b110n, 0b1111n, 0b10101n, 0x11dn ^ 1n, 0x3da3358b4dc172n]) {
    expect(isIrreducible(product), product.toString(16)).toBe(false);
  }
});

test('of all polynomials of a degree as many are irreducible as theory says', () => {
  // The number of them is (1/n) * sum over d | n of mobius(d) * 2^(n/d).
  const counted = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((degree) => {
    let found = 0;
    for (let low = 0n; low < 1n << BigInt(degree); low++) if (isIrreducible(low | (1n << BigInt(degree)))) found++;
    return found;
  });
  expect(counted).toEqual([2, 1, 2, 3, 6, 9, 18, 30, 56, 99]);
});

test('a random polynomial is irreducible, of degree 53, and another one each time', () => {
  const roll = (): bigint => randomBytes(8).readBigUInt64LE();
  const made = Array.from({length: 5}, () => randomPolynomial(roll));
  for (const polynomial of made) expect([degreeOf(polynomial), isIrreducible(polynomial)]).toEqual([53, true]);
  expect(new Set(made).size).toBe(5);
});
