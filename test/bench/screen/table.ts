import {median, percentile, short} from '../support/numbers.js';
import type {Results} from './results.js';
import {growthMib, middle, type Verdict} from './targets.js';

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [row(head), `|${'---|'.repeat(head.length)}`, ...rows.map(row)].join('\n');

function drawingRows({drawings}: Results): string[][] {
  return drawings
    .filter(({runs}) => runs.length > 0)
    .map(({name, columns, rows, runs}) => [
      name,
      `${columns}x${rows}`,
      short(middle(runs, (of) => of.bytesPerSecond) / 1000),
      short(middle(runs, (of) => of.cpuPercent)),
      short(middle(runs, (of) => of.memoryMib)),
      short(median(runs.map(({foreignCores}) => foreignCores))),
    ]);
}

function factRows({slow, starts, frames}: Results): string[][] {
  return [
    ...slow.map(({delaysMs}) => [
      'a key behind a reader of 8 kB/s',
      `p50 ${short(median(delaysMs))}, p99 ${short(percentile(delaysMs, 0.99))}, longest ${short(Math.max(...delaysMs))} ms of ${delaysMs.length}`,
    ]),
    ...starts.map(({bareMs, firstFrameMs, peers}) => [
      ['bare Node', 'orkestra', ...Object.keys(peers)].join(' / ') + ', first frame',
      `${[bareMs, firstFrameMs, ...Object.values(peers)].map(short).join(' / ')} ms`,
    ]),
    ...frames.map((run) => [
      `${run.frames} frames in one process`,
      `p50 ${short(run.p50Ms)}, p99 ${short(run.p99Ms)}, longest ${short(run.maxMs)} ms; ${short(run.bytesPerFrame)} bytes a frame; ` +
        `memory ${run.marks.map(({rssMib}) => short(rssMib)).join(' ')} MiB (${short(growthMib(run))} more)`,
    ]),
  ];
}

const showVerdict = ({name, wanted, measured, isReached}: Verdict): string =>
  `${isReached ? 'pass' : 'FAIL'}  ${name}: ${measured} (wanted ${wanted})`;

export function showResults(results: Results, verdicts: readonly Verdict[]): string {
  const {at, machine, node, leftOut} = results;
  return [
    `${at}, ${machine}, Node ${node}`,
    ...leftOut,
    '',
    table(['program', 'size', 'kB/s', 'CPU %', 'MiB', 'others, cores'], drawingRows(results)),
    '',
    table(['what', 'measured'], factRows(results)),
    '',
    ...verdicts.map(showVerdict),
  ].join('\n');
}
