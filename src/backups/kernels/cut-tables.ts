import {OrkestraError} from '../../../state/errors.js';
import {DEGREE, degreeOf, isIrreducible, remainder} from './polynomial.js';

/** Bytes a fingerprint is made of. */
const WINDOW = 64n;
const BYTES = Array.from({length: 256}, (_, byte) => BigInt(byte));

/**
 * What the chunker looks up: 256 numbers that take a byte out of its window, then 256 that bring a fingerprint back below
 * the polynomial.
 */
export function cutTables(polynomial: bigint): BigUint64Array {
  if (polynomial < 0n || degreeOf(polynomial) !== DEGREE || !isIrreducible(polynomial)) {
    throw new OrkestraError(
      'corrupt',
      `The repository is cut by ${polynomial}, which is no polynomial to cut files by.`,
    );
  }
  const oldest = remainder(1n << (8n * (WINDOW - 1n)), polynomial);
  const leaving = timesByte(oldest, polynomial);
  const above = 1n << BigInt(DEGREE);
  const reducing = timesByte(remainder(above, polynomial), polynomial).map(
    (rest, byte) => rest ^ (BigInt(byte) * above),
  );
  return BigUint64Array.from([...leaving, ...reducing]);
}

const timesByte = (value: bigint, polynomial: bigint): bigint[] => {
  const bits = Array.from({length: 8}, (_, bit) => remainder(value << BigInt(bit), polynomial));
  return BYTES.map((byte) => bits.reduce((sum, part, bit) => ((byte >> BigInt(bit)) & 1n ? sum ^ part : sum), 0n));
};
