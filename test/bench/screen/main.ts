import {rmSync, writeFileSync} from 'node:fs';
import {cpus} from 'node:os';
import {parseArgs} from 'node:util';
import {type Measured, measured, type Patience} from '../support/machine.js';
import {hasPty} from '../support/pty.js';
import {measureBusy, measureFrames, measureIdle, measurePeer, measureSlowReader, measureStarts} from './measure.js';
import {isInstalled, killChangers, PEERS, scratchDir} from './programs.js';
import type {Drawing, Results, Size} from './results.js';
import {showResults} from './table.js';
import {judge} from './targets.js';

const HELP = `npm run bench:screen -- [--short] [--parts busy,idle,peers,slow,start,frames] [--wait SECONDS] [--seconds N] [--frames N] [--out FILE]
--wait is how long a measurement waits for a machine that nobody else uses, 60 when not given.
--short takes a minute and waits for nobody.`;

const {values: given} = parseArgs({
  options: {
    short: {type: 'boolean', default: false},
    parts: {type: 'string', default: 'busy,idle,peers,slow,start,frames'},
    wait: {type: 'string', default: '60'},
    seconds: {type: 'string'},
    frames: {type: 'string'},
    out: {type: 'string'},
    help: {type: 'boolean', default: false},
  },
});

const SIZES: readonly Size[] = [
  {columns: 120, rows: 40},
  {columns: 200, rows: 60},
];
const SMALL: Size = {columns: 120, rows: 40};
const isShort = given.short;
const ms = Number(given.seconds ?? (isShort ? 3 : 20)) * 1000;
const frames = Number(given.frames ?? (isShort ? 1000 : 36_000));
const patience: Patience = isShort
  ? {waitMs: 0, again: 0}
  : {waitMs: Number(given.wait) * 1000, again: Number(given.wait) > 0 ? 2 : 0};

const dir = scratchDir();
const tell = (line: string): void => void process.stderr.write(`${line}\n`);
const isWanted = (part: string): boolean => given.parts.split(',').includes(part);
const errors: string[] = [];

/** A measurement that fails is told and leaves the others standing; then the run as a whole has failed. */
async function step<Of extends object>(into: Measured<Of>[], name: string, measure: () => Promise<Of>): Promise<void> {
  try {
    const result = await measured(patience, measure);
    into.push(result);
    tell(
      `${name}: ${JSON.stringify(result, (_, value: unknown) => (typeof value === 'number' ? Number(value.toFixed(2)) : value))}`,
    );
  } catch (error) {
    errors.push(`${name} failed: ${error instanceof Error ? error.message : String(error)}`);
    tell(errors.at(-1) ?? '');
  }
}

async function draw(results: Results, name: string, size: Size, measure: () => Promise<Drawing>): Promise<void> {
  const runs: Measured<Drawing>[] = [];
  await step(runs, `${name} at ${size.columns}x${size.rows}`, measure);
  results.drawings.push({name, ...size, runs});
}

async function measureAll(): Promise<Results> {
  const missing = PEERS.filter(({command}) => !isInstalled(command));
  const results: Results = {
    at: new Date().toISOString(),
    machine: `${cpus().length} cores ${cpus()[0]?.model.trim() ?? ''}`,
    node: process.version,
    leftOut: missing.map(({name}) => `${name} is not installed and left out`),
    ...{drawings: [], slow: [], starts: [], frames: []},
  };
  for (const size of SIZES) {
    if (isWanted('busy')) await draw(results, 'orkestra, busy', size, () => measureBusy(dir, size, ms));
    if (isWanted('idle')) await draw(results, 'orkestra, idle', size, () => measureIdle(dir, size, ms));
    if (!isWanted('peers')) continue;
    for (const peer of PEERS)
      if (!missing.includes(peer))
        await draw(results, `${peer.name}, ten a second`, size, () => measurePeer(dir, size, peer, ms));
  }
  if (isWanted('slow'))
    await step(results.slow, 'slow reader', () => measureSlowReader(dir, SMALL, isShort ? 20 : 200));
  if (isWanted('start')) await step(results.starts, 'first frame', () => measureStarts(dir, SMALL, isShort ? 3 : 15));
  if (isWanted('frames')) await step(results.frames, 'frames', () => measureFrames(frames));
  return results;
}

function stop(): void {
  killChangers();
  rmSync(dir, {recursive: true, force: true, maxRetries: 5});
}

if (given.help) {
  console.log(HELP);
} else if (!hasPty()) {
  console.log('python3 is needed for the terminal of this benchmark.');
  process.exitCode = 2;
} else {
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => {
      stop();
      process.exit(130);
    });
  try {
    const results = await measureAll();
    const verdicts = judge(results);
    console.log(showResults(results, verdicts));
    for (const error of errors) console.log(error);
    if (given.out) writeFileSync(given.out, `${JSON.stringify({...results, verdicts}, undefined, 1)}\n`);
    process.exitCode = errors.length > 0 || verdicts.some(({isReached}) => !isReached) ? 1 : 0;
  } finally {
    stop();
  }
}
