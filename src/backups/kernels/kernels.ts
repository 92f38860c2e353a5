import {readFileSync} from 'node:fs';
import {built} from '../../built.js';
import {cutTables} from './cut-tables.js';
import {type CompiledModule, WebAssembly} from './web-assembly.js';

/** The work on each byte of a backup that JavaScript is too slow for, compiled from `assembly/`. One thread uses it. */
export interface Kernels {
  /** What lies here is worked on without copying. It never grows, so views of it stay valid. */
  readonly memory: Buffer;
  /** 16 bytes; the bits of r that the rule wants clear are cleared here. */
  poly1305(bytes: Uint8Array, r: Uint8Array, s: Uint8Array): Buffer;
  /**
   * Counter mode for a text of at most STREAM_BYTES: a cipher that is made for each text costs more than enciphering it.
   * `encipher` takes blocks, each by itself. `to` and `from` are apart or the same.
   */
  stream(to: Uint8Array, from: Uint8Array, nonce: Uint8Array, encipher: (blocks: Buffer) => Buffer): void;
  cutBy(polynomial: bigint): void;
  /** The length of the first chunk of memory[start, end), or undefined when the data ends before a cut. */
  findCut(start: number, end: number): number | undefined;
}

/** What the compiled file exports; addresses are numbers. */
interface Compiled {
  firstFree(): number;
  counters(to: number, from: number, blocks: number): void;
  xor(to: number, one: number, other: number, bytes: number): void;
  macParameters(): number;
  macStart(): void;
  macUpdate(from: number, bytes: number): void;
  macEnd(): void;
  cutTables(): number;
  findCut(start: number, end: number): number;
}

const PAGE_BYTES = 65_536;
/** Through here goes what lies elsewhere. A multiple of 16, as all pieces of a message but the last must be. */
const DESK_BYTES = 65_536;

/** From here on making a cipher of its own is the smaller part of the work. */
export const STREAM_BYTES = DESK_BYTES / 8;

let compiled: CompiledModule | undefined;

export function loadKernels(bytes: number): Kernels {
  compiled ??= new WebAssembly.Module(readFileSync(built('kernels.wasm')));
  const pages = Math.ceil((PAGE_BYTES + DESK_BYTES + bytes) / PAGE_BYTES);
  const whole = new WebAssembly.Memory({initial: pages, maximum: pages});
  const calls = new WebAssembly.Instance(compiled, {env: {memory: whole}}).exports as unknown as Compiled;
  const desk = Buffer.from(whole.buffer, PAGE_BYTES, DESK_BYTES);
  const memory = Buffer.from(whole.buffer, PAGE_BYTES + DESK_BYTES, bytes);
  if (calls.firstFree() > PAGE_BYTES) throw new RangeError('The kernels need more than a page of their own.');

  return {
    memory,
    poly1305: makePoly1305(calls, desk),
    stream: makeStream(calls, desk),
    cutBy: (polynomial) => new BigUint64Array(whole.buffer, calls.cutTables(), 512).set(cutTables(polynomial)),
    findCut(start, end) {
      if (start < 0 || end > bytes || end < start)
        throw new RangeError(`No bytes from ${start} to ${end} of ${bytes}.`);
      return calls.findCut(memory.byteOffset + start, memory.byteOffset + end) || undefined;
    },
  };
}

function makePoly1305(calls: Compiled, desk: Buffer): Kernels['poly1305'] {
  const parameters = Buffer.from(desk.buffer, calls.macParameters(), 32);
  return (bytes, r, s) => {
    parameters.set(r, 0);
    parameters.set(s, 16);
    calls.macStart();
    if (bytes.buffer === desk.buffer) calls.macUpdate(bytes.byteOffset, bytes.length);
    else updateThrough(desk, calls, bytes);
    calls.macEnd();
    return Buffer.from(parameters.subarray(16));
  };
}

/** First on the desk are the blocks, then a text that lies elsewhere, then the nonce. */
function makeStream(calls: Compiled, desk: Buffer): Kernels['stream'] {
  const [blocks, text] = [desk.subarray(0, STREAM_BYTES), desk.subarray(STREAM_BYTES, 2 * STREAM_BYTES)];
  const start = desk.subarray(2 * STREAM_BYTES, 2 * STREAM_BYTES + 16);
  return (to, from, nonce, encipher) => {
    if (from.length > STREAM_BYTES || to.length < from.length) {
      throw new RangeError(`A text of ${from.length} bytes does not go through here into ${to.length}.`);
    }
    const count = (from.length + 15) >> 4;
    start.set(nonce);
    calls.counters(blocks.byteOffset, start.byteOffset, count);
    blocks.set(encipher(blocks.subarray(0, count * 16)));
    const isToHere = to.buffer === desk.buffer;
    const isFromHere = from.buffer === desk.buffer;
    if (!isFromHere) text.set(from);
    const [into, out] = [isToHere ? to : text, isFromHere ? from : text];
    calls.xor(into.byteOffset, out.byteOffset, blocks.byteOffset, from.length);
    if (!isToHere) to.set(text.subarray(0, from.length));
  };
}

function updateThrough(desk: Buffer, calls: Compiled, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; at += desk.length) {
    const piece = bytes.subarray(at, at + desk.length);
    desk.set(piece);
    calls.macUpdate(desk.byteOffset, piece.length);
  }
}
