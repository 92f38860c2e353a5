import {readFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {dirname, join} from 'node:path';
import {WebAssembly, type WebMemory} from './web-assembly.js';

/** The exports of the compiled file by the one-letter names it has in this version; addresses and sizes are numbers. */
interface Compiled {
  readonly f: WebMemory;
  readonly start: () => void;
  readonly isError: (result: number) => number;
  readonly createCompressing: () => number;
  readonly compress: (...call: number[]) => number;
  readonly createDecompressing: () => number;
  readonly decompress: (...call: number[]) => number;
  readonly malloc: (bytes: number) => number;
  readonly free: (address: number) => void;
}

const PAGE_BYTES = 65_536;

/**
 * The fallback that runs on every machine. Of the package only the compiled file is used: its own functions make and
 * throw away all they need with each call, and believe the size a frame claims.
 */
export function wasmZstd() {
  const calls = start();
  const [compressing, decompressing] = [calls.createCompressing(), calls.createDecompressing()];
  const desk = makeDesk(calls);
  const result = (found: number): number => {
    if (calls.isError(found)) throw new Error(`zstd answered ${found >>> 0}`);
    return found;
  };
  return {
    name: 'wasm' as const,
    compress: (to: Uint8Array, from: Uint8Array, level: number): number =>
      desk(to, from, (out, into) =>
        result(calls.compress(compressing, out, to.length, into, from.length, 0, 0, level)),
      ),
    decompress: (to: Uint8Array, from: Uint8Array): number =>
      desk(to, from, (out, into) => result(calls.decompress(decompressing, out, to.length, into, from.length, 0, 0))),
  };
}

/** Brings the bytes to where the compiled code sees them and back; the place is kept, and grows with what is asked. */
function makeDesk({f: memory, malloc, free}: Compiled) {
  let [address, bytes] = [0, 0];
  return (to: Uint8Array, from: Uint8Array, work: (out: number, into: number) => number): number => {
    const needed = to.length + from.length;
    if (needed > bytes) {
      if (address) free(address);
      [address, bytes] = [malloc(needed), needed];
      if (!address) {
        bytes = 0;
        throw new Error(`no memory for ${needed} bytes`);
      }
    }
    new Uint8Array(memory.buffer, address + to.length, from.length).set(from);
    const written = work(address, address + to.length);
    to.set(new Uint8Array(memory.buffer, address, written));
    return written;
  };
}

function start(): Compiled {
  const entry = createRequire(import.meta.url).resolve('@bokuweb/zstd-wasm');
  const module = new WebAssembly.Module(readFileSync(join(dirname(entry), 'zstd.wasm')));
  const memory: {now?: WebMemory} = {};
  const instance = new WebAssembly.Instance(module, {a: importsFor(memory)});
  const {f, g, h, j, l, n, q, s, t} = instance.exports;
  const calls = {
    f,
    start: g,
    isError: h,
    createCompressing: j,
    compress: l,
    createDecompressing: n,
    decompress: q,
    malloc: s,
    free: t,
  } as unknown as Compiled;
  memory.now = calls.f;
  calls.start();
  return calls;
}

/** What the compiled code may ask of its host: to end (never), a timer (never), and more memory. */
function importsFor(memory: {now?: WebMemory}): Record<string, unknown> {
  const end = (): never => {
    throw new Error('zstd gave up');
  };
  const grow = (bytes: number): number => {
    const has = memory.now?.buffer.byteLength ?? 0;
    try {
      memory.now?.grow(Math.ceil(((bytes >>> 0) - has) / PAGE_BYTES));
      return 1;
    } catch {
      return 0;
    }
  };
  return {a: end, b: () => undefined, c: end, d: () => 0, e: grow};
}
