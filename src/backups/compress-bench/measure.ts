import type {Method} from './methods.js';

export interface Measured {
  name: string;
  level: number;
  /** Of the sample, as far as the time sufficed. */
  bytes: number;
  packedBytes: number;
  compressMs: number;
  decompressMs: number;
  /** Every byte came back. */
  isExact: boolean;
}

export interface Limits {
  /** Milliseconds on a clock that does not jump. */
  now(): number;
  endAt: number;
  shouldStop(): boolean;
}

/** Shorter than this is told apart from nothing only by doing it again. */
const SHORT_MS = 1;
const REPEATED_MS = 4;

/** What was measured before the time was over; each method gets its share of what is left of it. */
export async function measureAll(
  methods: readonly Method[],
  pieces: readonly Buffer[],
  limits: Limits,
): Promise<Measured[]> {
  const measured: Measured[] = [];
  for (const [at, method] of methods.entries()) {
    const now = limits.now();
    if (now >= limits.endAt || limits.shouldStop()) break;
    const endAt = now + (limits.endAt - now) / (methods.length - at);
    measured.push(await measure(method, pieces, {...limits, endAt}));
  }
  return measured;
}

/** An empty file is a piece as well: it must come back as nothing. */
async function measure(method: Method, pieces: readonly Buffer[], limits: Limits): Promise<Measured> {
  const {name, level} = method;
  const sum: Measured = {name, level, bytes: 0, packedBytes: 0, compressMs: 0, decompressMs: 0, isExact: true};
  for (const plain of pieces.length > 0 ? pieces : [Buffer.alloc(0)]) {
    add(sum, method, plain, limits.now);
    // A key or a signal gets its turn.
    await new Promise((resolve) => setImmediate(resolve));
    if (limits.now() >= limits.endAt || limits.shouldStop()) break;
  }
  return sum;
}

function add(sum: Measured, method: Method, plain: Buffer, now: () => number): void {
  const packing = timed(() => method.compress(plain), now);
  const packed = Buffer.from(packing.result);
  sum.bytes += plain.length;
  sum.packedBytes += packed.length;
  sum.compressMs += packing.ms;
  try {
    const unpacking = timed(() => method.decompress(packed, plain.length), now);
    sum.decompressMs += unpacking.ms;
    sum.isExact &&= unpacking.result.equals(plain);
  } catch {
    sum.isExact = false;
  }
}

/** The quickest of several where once is too short to tell: whatever else the machine did only makes it longer. */
function timed<Of>(work: () => Of, now: () => number): {result: Of; ms: number} {
  const endAt = now() + REPEATED_MS;
  let ms = Number.POSITIVE_INFINITY;
  for (;;) {
    const began = now();
    const result = work();
    const endedAt = now();
    ms = Math.min(ms, endedAt - began);
    if (ms >= SHORT_MS || endedAt >= endAt) return {result, ms};
  }
}
