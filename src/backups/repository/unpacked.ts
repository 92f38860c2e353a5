import {OrkestraError} from '../../../state/errors.js';
import {frameBytes} from '../format/frame.js';
import {compressBound, type Zstd} from '../kernels/zstd.js';

/** Files that are no packs begin, once opened, with this byte when they are compressed, else with their JSON. */
const COMPRESSED = 2;
const LEVEL = 3;
/** No index, backup or lock of anybody comes near. */
const MOST_BYTES = 256 * 1024 * 1024;

const isJson = (first: number | undefined): boolean => first === 0x5b || first === 0x7b;

/** The JSON of a file that was opened. `what` names the file in the sentence about it. */
export function unpack(plain: Buffer, zstd: Zstd, what: string): Buffer {
  if (isJson(plain[0])) return plain;
  if (plain[0] !== COMPRESSED) throw damaged(what, 'it begins with nothing that is known');
  const frame = plain.subarray(1);
  const bytes = frameBytes(frame);
  if (bytes === undefined) return unpackUnsized(frame, zstd, what);
  if (bytes > MOST_BYTES) throw damaged(what, `it says it has ${bytes} bytes, more than any such file may have`);
  const json = Buffer.allocUnsafeSlow(bytes);
  const done = tryDecompress(json, frame, zstd);
  if (done === undefined) throw damaged(what, 'it cannot be decompressed');
  if (done !== bytes) throw damaged(what, 'it is shorter than it says');
  return json;
}

/** Some writers do not say how long the text is: a little more than it can be is tried, then twice that. */
function unpackUnsized(frame: Buffer, zstd: Zstd, what: string): Buffer {
  for (let bytes = 64 * 1024 + frame.length * 8; bytes <= MOST_BYTES; bytes *= 2) {
    const json = Buffer.allocUnsafeSlow(bytes);
    const done = tryDecompress(json, frame, zstd);
    if (done !== undefined) return json.subarray(0, done);
  }
  throw damaged(what, 'it cannot be decompressed');
}

/** Undefined when it cannot be done into this much room. */
export function tryDecompress(to: Buffer, frame: Buffer, zstd: Zstd): number | undefined {
  try {
    return zstd.decompress(to, frame);
  } catch (error) {
    if (error instanceof OrkestraError && error.code === 'corrupt') return undefined;
    throw error;
  }
}

/** As it is sealed: compressed where the format knows compression. */
export function pack(json: Uint8Array, zstd: Zstd, version: 1 | 2): Buffer {
  if (version === 1) return Buffer.from(json.buffer, json.byteOffset, json.byteLength);
  const packed = Buffer.allocUnsafeSlow(1 + compressBound(json.length));
  packed[0] = COMPRESSED;
  return packed.subarray(0, 1 + zstd.compress(packed.subarray(1), json, LEVEL));
}

const damaged = (what: string, why: string): OrkestraError =>
  new OrkestraError('corrupt', `${what} cannot be used: ${why}.`);
