import {randomBytes} from 'node:crypto';
import {readFileSync} from 'node:fs';
import {makeCrypt} from '../../../src/backups/crypt.js';
import {loadKernels} from '../../../src/backups/kernels/kernels.js';
import {compressBound, withWords} from '../../../src/backups/kernels/zstd.js';
import {nativeZstd} from '../../../src/backups/kernels/zstd-native.js';
import {wasmZstd} from '../../../src/backups/kernels/zstd-wasm.js';

const MIB = 1 << 20;
const SIZES = [512, 4096, 65_536, MIB, 8 * MIB];
const MEASURED_MS = 400;
const kernels = loadKernels(32 * MIB);
const {memory} = kernels;
const crypt = makeCrypt({encrypt: randomBytes(32), k: randomBytes(16), r: randomBytes(16)}, kernels);

/**
 * Microseconds a call, of the best of many short turns: other work on the machine only adds to it, and a turn that is
 * shorter than the system's own has a chance to go on undisturbed.
 */
function timeOf(work: (at: number) => unknown, calls: number): number {
  let best = Number.POSITIVE_INFINITY;
  const endAt = performance.now() + MEASURED_MS;
  do {
    const began = performance.now();
    for (let at = 0; at < calls; at++) work(at);
    best = Math.min(best, performance.now() - began);
  } while (performance.now() < endAt);
  return (best * 1000) / calls;
}

function tell(what: string, bytes: number, us: number): void {
  const size = bytes < MIB ? `${bytes / 1024} KiB` : `${bytes / MIB} MiB`;
  console.log(
    `| ${what.padEnd(28)} | ${size.padStart(8)} | ${us.toFixed(1).padStart(9)} | ${Math.round(bytes / us)
      .toString()
      .padStart(6)} |`,
  );
}

/** Programs and words: what is in a folder of sources. */
const sources = (): Buffer => {
  const files = [
    'dist/main.js',
    'package-lock.json',
    'node_modules/zod/v4/core/schemas.js',
    'node_modules/esbuild/bin/esbuild',
  ];
  const whole = Buffer.concat(files.map((file) => readFileSync(file)));
  return Buffer.concat(Array.from({length: Math.ceil((8 * MIB) / whole.length)}, () => whole)).subarray(0, 8 * MIB);
};

console.log('| what                         |     size |   us/call |   MB/s |\n|---|---|---|---|');
randomBytes(16 * MIB).copy(memory);
const [r, s] = [randomBytes(16), randomBytes(16)];
const outside = randomBytes(8 * MIB);
for (const bytes of SIZES) {
  const calls = Math.max(1, Math.floor((2 * MIB) / bytes));
  const [plain, room] = [memory.subarray(0, bytes), memory.subarray(16 * MIB, 16 * MIB + bytes + 32)];
  tell(
    'mac',
    bytes,
    timeOf(() => kernels.poly1305(plain, r, s), calls),
  );
  tell(
    'seal within the memory',
    bytes,
    timeOf(() => crypt.sealInto(room, plain), calls),
  );
  tell(
    'open within the memory',
    bytes,
    timeOf(() => crypt.openInto(plain, room), calls),
  );
  const elsewhere = outside.subarray(0, bytes);
  tell(
    'seal from elsewhere',
    bytes,
    timeOf(() => crypt.seal(elsewhere), calls),
  );
}

kernels.cutBy(0x3da3358b4dc173n);
for (const [what, bytes] of [
  ['random', randomBytes(16 * MIB)],
  ['no cut', Buffer.alloc(16 * MIB, 'again and again\n')],
] as const) {
  bytes.copy(memory);
  const cutAll = (): void => {
    for (let start = 0; start < bytes.length; ) start += kernels.findCut(start, bytes.length) ?? bytes.length;
  };
  tell(`chunker, ${what}`, bytes.length, timeOf(cutAll, 1));
}

const text = sources();
for (const raw of [nativeZstd(), wasmZstd()]) {
  if (!raw) continue;
  const zstd = withWords(raw);
  for (const bytes of SIZES) {
    const parts = Math.min(64, Math.floor(text.length / bytes));
    const from = Array.from({length: parts}, (_, at) => text.subarray(at * bytes, (at + 1) * bytes));
    const to = Buffer.alloc(compressBound(bytes));
    const frames = from.map((part) => Buffer.from(to.subarray(0, zstd.compress(to, part, 3))));
    tell(
      `zstd ${zstd.name} compress`,
      bytes,
      timeOf((at) => zstd.compress(to, from[at] ?? text, 3), parts),
    );
    tell(
      `zstd ${zstd.name} decompress`,
      bytes,
      timeOf((at) => zstd.decompress(to, frames[at] ?? text), parts),
    );
  }
}
