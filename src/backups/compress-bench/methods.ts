import zlib from 'node:zlib';
import {compressBound, type Zstd} from '../kernels/zstd.js';
import {PIECE_BYTES} from './sample.js';

/** One way to make bytes fewer. What it returns holds until it is called again. */
export interface Method {
  readonly name: string;
  readonly level: number;
  compress(plain: Buffer): Buffer;
  /** `bytes` is how many there were. */
  decompress(packed: Buffer, bytes: number): Buffer;
}

/** Quick ones first: what they leave of the time is for the slow ones. */
export function methodsWith(zstd: Zstd): Method[] {
  return [
    ...[1, 3, 9].map((level) => zstdMethod(zstd, level)),
    ...nodeZstdMethods(),
    ...[1, 6, 9].map(gzipMethod),
    zlibMethod(6),
    deflateMethod(6),
    ...[1, 5, 9].map(brotliMethod),
    zstdMethod(zstd, 19),
    brotliMethod(11),
  ];
}

function zstdMethod(zstd: Zstd, level: number): Method {
  const packed = Buffer.alloc(compressBound(PIECE_BYTES));
  const back = Buffer.alloc(PIECE_BYTES);
  return {
    name: 'zstd',
    level,
    compress: (plain) => packed.subarray(0, zstd.compress(packed, plain, level)),
    decompress: (from, bytes) => back.subarray(0, zstd.decompress(back.subarray(0, bytes), from)),
  };
}

const gzipMethod = (level: number): Method => ({
  name: 'gzip',
  level,
  compress: (plain) => zlib.gzipSync(plain, {level}),
  decompress: (packed) => zlib.gunzipSync(packed, {maxOutputLength: PIECE_BYTES}),
});

const zlibMethod = (level: number): Method => ({
  name: 'zlib',
  level,
  compress: (plain) => zlib.deflateSync(plain, {level}),
  decompress: (packed) => zlib.inflateSync(packed, {maxOutputLength: PIECE_BYTES}),
});

const deflateMethod = (level: number): Method => ({
  name: 'deflate',
  level,
  compress: (plain) => zlib.deflateRawSync(plain, {level}),
  decompress: (packed) => zlib.inflateRawSync(packed, {maxOutputLength: PIECE_BYTES}),
});

const brotliMethod = (level: number): Method => ({
  name: 'brotli',
  level,
  compress: (plain) => zlib.brotliCompressSync(plain, {params: {[zlib.constants.BROTLI_PARAM_QUALITY]: level}}),
  decompress: (packed) => zlib.brotliDecompressSync(packed, {maxOutputLength: PIECE_BYTES}),
});

/** What Node has from 22.15 on; the types are of Node 20. */
interface NodeZstd {
  readonly constants: Readonly<Record<'ZSTD_c_compressionLevel', number>>;
  readonly zstdCompressSync?: (plain: Buffer, options: {params: Record<number, number>}) => Buffer;
  readonly zstdDecompressSync?: (packed: Buffer, options: {maxOutputLength: number}) => Buffer;
}

/** Node's own beside ours, where there is one. */
function nodeZstdMethods(): Method[] {
  const {constants, zstdCompressSync, zstdDecompressSync} = zlib as unknown as NodeZstd;
  if (!zstdCompressSync || !zstdDecompressSync) return [];
  return [3].map((level) => ({
    name: "Node's zstd",
    level,
    compress: (plain) => zstdCompressSync(plain, {params: {[constants.ZSTD_c_compressionLevel]: level}}),
    decompress: (packed) => zstdDecompressSync(packed, {maxOutputLength: PIECE_BYTES}),
  }));
}
