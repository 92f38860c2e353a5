import {formatBytes} from '../../formats.js';
import {plain} from '../../plain.js';
import type {Zstd} from '../kernels/zstd.js';
import {ratioOf} from './best.js';
import type {Measured} from './measure.js';
import type {Method} from './methods.js';
import {PIECE_BYTES, type Sample} from './sample.js';

/** Bytes a second, or undefined where there was nothing to do. */
export const rateOf = (bytes: number, ms: number): number | undefined => (bytes > 0 ? (bytes / ms) * 1000 : undefined);

const implementations: Readonly<Record<Zstd['name'], string>> = {
  native: 'zstd-napi',
  wasm: 'WebAssembly, as zstd-napi could not be built here',
};

/** What was tried, on what. */
export function heading(path: string, {fileBytes, pieces, isWhole}: Sample, zstdName: Zstd['name']): string[] {
  const size = `${plain(path)}: ${formatBytes(fileBytes)}`;
  const parts = `${pieces.length} pieces of ${formatBytes(PIECE_BYTES)}${isWhole ? '' : ' spread over it'}`;
  return [
    pieces.length > 1 ? `${size}; ${parts}, each compressed alone as in a backup.` : `${size}, compressed as a whole.`,
    `Zstandard is done by ${implementations[zstdName]}.`,
  ];
}

/** A row for each method, whether there was time for it or not; numbers end below each other. */
export function tableRows(methods: readonly Method[], measured: readonly Measured[], sampleBytes: number): string[][] {
  const head = ['method', 'ratio'.padStart(7), 'compress'.padStart(9), 'decompress'.padStart(10), 'gives back'];
  const names = [...new Set(methods.map(({name}) => name))];
  const byName = names.flatMap((name) => methods.filter((method) => method.name === name));
  const row = (method: Method): string[] => [
    `${method.name} ${method.level}`,
    ...cells(found(method, measured), sampleBytes),
  ];
  return [head, ...byName.map(row)];
}

const found = ({name, level}: Method, measured: readonly Measured[]): Measured | undefined =>
  measured.find((one) => one.name === name && one.level === level);

function cells(one: Measured | undefined, sampleBytes: number): string[] {
  if (!one) return ['-'.padStart(7), '-'.padStart(9), '-'.padStart(10), 'no time was left for it'];
  const ratio = ratioOf(one)?.toFixed(2) ?? '-';
  const part = one.bytes < sampleBytes ? ` of ${formatBytes(one.bytes)}, for want of time` : '';
  return [
    ratio.padStart(7),
    speed(one.bytes, one.compressMs).padStart(9),
    speed(one.bytes, one.decompressMs).padStart(10),
    one.isExact ? `every byte${part}` : 'SOMETHING ELSE',
  ];
}

function speed(bytes: number, ms: number): string {
  const rate = rateOf(bytes, ms);
  if (rate === undefined) return '-';
  const mega = rate / 1e6;
  return `${mega < 10 ? mega.toFixed(1) : Math.round(mega)} MB/s`;
}
