import {resolve} from 'node:path';
import {OrkestraError} from '../../state/errors.js';
import type {Comparison} from '../backups/compress-bench/compare.js';
import type {Measured} from '../backups/compress-bench/measure.js';
import {alignColumns} from './columns.js';
import type {Command} from './command.js';
import {durationMs} from './values.js';

const DEFAULT_TIME_MS = 10_000;

export const compressBench: Command = {
  path: 'compress-bench',
  args: '<file>',
  summary: 'compare how small and how fast zstd, gzip, brotli and others make a file',
  options: [{flags: '--time TIME', help: 'how long it may take (10s); of a large file more is tried in more time'}],
  examples: ['orkestra compress-bench access.log', 'orkestra compress-bench database.dump --time 1m'],
  async run(call) {
    const timeMs = durationMs(call.options.time, '--time') ?? DEFAULT_TIME_MS;
    if (timeMs <= 0) throw new OrkestraError('invalid', '--time takes a length of time longer than nothing.');
    const {compareMethods} = await import('../backups/compress-bench/compare.js');
    let isInterrupted = false;
    void call.interrupted.then(() => {
      isInterrupted = true;
    });
    const path = call.args[0] ?? '';
    const limits = {now: () => performance.now(), shouldStop: () => isInterrupted};
    const found = await compareMethods(resolve(path), timeMs, limits);
    const isWrong = found.measured.some(({isExact}) => !isExact);
    const exitCode = isInterrupted ? 130 : isWrong ? 1 : 0;
    return call.isJson ? {json: await documentOf(path, found), exitCode} : {text: await textOf(path, found), exitCode};
  },
};

async function textOf(path: string, {sample, zstdName, methods, measured, best}: Comparison): Promise<string> {
  const {heading, tableRows} = await import('../backups/compress-bench/table.js');
  const {BACKUP_RULE, verdict} = await import('../backups/compress-bench/best.js');
  const sampleBytes = sample.pieces.reduce((sum, {length}) => sum + length, 0);
  const table = alignColumns(tableRows(methods, measured, sampleBytes));
  return [...heading(path, sample, zstdName), '', table, '', BACKUP_RULE, verdict(best, measured)].join('\n');
}

async function documentOf(path: string, {sample, zstdName, measured, best}: Comparison): Promise<object> {
  const {ratioOf} = await import('../backups/compress-bench/best.js');
  const {rateOf} = await import('../backups/compress-bench/table.js');
  const row = (one: Measured): object => ({
    ...one,
    ratio: ratioOf(one) ?? null,
    compressBytesPerSecond: rateOf(one.bytes, one.compressMs) ?? null,
    decompressBytesPerSecond: rateOf(one.bytes, one.decompressMs) ?? null,
  });
  const name = (one: Measured | undefined): object | null => (one ? {name: one.name, level: one.level} : null);
  return {
    file: path,
    fileBytes: sample.fileBytes,
    sampleBytes: sample.pieces.reduce((sum, {length}) => sum + length, 0),
    isWhole: sample.isWhole,
    zstd: zstdName,
    methods: measured.map(row),
    best: {smallest: name(best.smallest), fastest: name(best.fastest), backup: name(best.backup)},
  };
}
