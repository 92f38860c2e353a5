import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {cpus, tmpdir} from 'node:os';
import {join} from 'node:path';
import {parseArgs} from 'node:util';
import {type Measured, measured, type Patience} from '../support/machine.js';
import {killChildren} from './children.js';
import {measureClaimCost} from './claim-cost.js';
import {measureCommands} from './commands.js';
import type {QueueSpec} from './queues.js';
import {measureRescue} from './rescue.js';
import {PROCESSES, type Processes, type QueueResults, type Results} from './results.js';
import {stopServers} from './servers.js';
import {findSubjects, type Subject} from './subjects.js';
import {showResults} from './table.js';
import {judge} from './targets.js';
import {measureDrain, measureEnqueue, measurePickup} from './throughput.js';

const HELP = `npm run bench:queue -- [--short] [--only NAME,..] [--parts queues,crowd,claims,rescue,commands] [--repeat N] [--jobs N] [--wait SECONDS] [--out FILE]
--wait is how long a measurement waits for a machine that nobody else uses, 60 when not given.
--short takes less than a minute, waits for nobody and judges nothing but lost and repeated jobs.`;

const {values: given} = parseArgs({
  options: {
    short: {type: 'boolean', default: false},
    only: {type: 'string', default: ''},
    parts: {type: 'string', default: 'queues,crowd,claims,rescue,commands'},
    repeat: {type: 'string'},
    jobs: {type: 'string'},
    wait: {type: 'string', default: '60'},
    out: {type: 'string'},
    help: {type: 'boolean', default: false},
  },
});

const isShort = given.short;
const size = isShort
  ? {jobs: 3000, pickups: 10, crowd: 10_000, largeBook: 100_000, repeats: 1, commands: 3, rescues: 1}
  : {jobs: 100_000, pickups: 200, crowd: 300_000, largeBook: 1_000_000, repeats: 3, commands: 15, rescues: 5};
const jobs = Number(given.jobs ?? size.jobs);
const repeats = Number(given.repeat ?? size.repeats);
const patience: Patience = isShort
  ? {waitMs: 0, again: 0}
  : {waitMs: Number(given.wait) * 1000, again: Number(given.wait) > 0 ? 2 : 0};

const dir = mkdtempSync(join(tmpdir(), 'orkestra-bench-'));
const tell = (line: string): void => void process.stderr.write(`${line}\n`);
const isWanted = (part: string): boolean => given.parts.split(',').includes(part);

async function stop(): Promise<void> {
  killChildren();
  await stopServers();
  rmSync(dir, {recursive: true, force: true});
}

const emptyResults = ({name, survives, isOurs}: QueueSpec): QueueResults => ({
  ...{name, survives, isOurs},
  ...{one: [], bulk: [], drain: {1: [], 2: [], 4: []}, pickup: [], errors: []},
});

/** A measurement that fails is told and leaves the others standing. */
async function step<Of extends object>(
  into: Measured<Of>[],
  errors: string[],
  name: string,
  measure: () => Promise<Of>,
): Promise<void> {
  try {
    const result = await measured(patience, measure);
    into.push(result);
    tell(
      `${name}: ${JSON.stringify(result, (_, value: unknown) => (typeof value === 'number' ? Number(value.toFixed(2)) : value))}`,
    );
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    errors.push(message);
    tell(`${name} failed: ${message}`);
  }
}

type Measurement = (subject: Subject, results: QueueResults) => Promise<void>;

const addOne: Measurement = (subject, {name, one, errors}) =>
  step(one, errors, `${name}, add one`, () => measureEnqueue(subject, 'enqueue-one', Math.ceil(jobs / 4)));

const addMany: Measurement = (subject, {name, bulk, errors}) =>
  step(bulk, errors, `${name}, add many`, () => measureEnqueue(subject, 'enqueue-bulk', jobs));

const drainWith =
  (processes: Processes): Measurement =>
  (subject, {name, drain, errors}) =>
    step(drain[processes], errors, `${name}, drain with ${processes}`, () => measureDrain(subject, processes, jobs));

const pickUp: Measurement = (subject, {name, pickup, errors}) =>
  step(pickup, errors, `${name}, pickup`, () => measurePickup(subject, size.pickups));

/** The short run leaves the middle out. */
const drains = PROCESSES.filter((processes) => !isShort || processes !== 2).map(drainWith);

/** What is compared is measured one after the other, so that a slow minute of the machine meets all of them. */
async function measureQueues(subjects: readonly Subject[], {queues}: Results): Promise<void> {
  for (const measure of [addOne, addMany, ...drains, pickUp]) {
    for (const [i, queue] of queues.entries()) await measure(subjects[i] as Subject, queue);
  }
}

async function measureAll(): Promise<Results> {
  const {subjects, leftOut} = await findSubjects(dir, given.only.split(','));
  for (const line of leftOut) tell(line);
  const results: Results = {
    at: new Date().toISOString(),
    machine: `${cpus().length} cores ${cpus()[0]?.model.trim() ?? ''}`,
    node: process.version,
    ...{jobs, repeats, leftOut},
    queues: isWanted('queues') ? subjects.map(({spec}) => emptyResults(spec)) : [],
    crowd: {safe: [], fast: []},
    claims: [],
    rescues: {killed: [], stopped: []},
    commands: [],
  };
  const errors: string[] = [];
  for (let repeat = 0; repeat < repeats; repeat++) {
    await measureQueues(subjects, results);
    if (isWanted('crowd')) await measureCrowd(subjects, results, errors);
    if (isWanted('claims')) await step(results.claims, errors, 'claims', () => measureClaimCost(dir, size.largeBook));
  }
  if (isWanted('rescue')) await measureRescues(results, errors);
  if (isWanted('commands')) await step(results.commands, errors, 'commands', () => measureCommands(dir, size.commands));
  results.leftOut.push(...errors);
  return results;
}

async function measureCrowd(subjects: readonly Subject[], {crowd}: Results, errors: string[]): Promise<void> {
  for (const durability of ['safe', 'fast'] as const) {
    const subject = subjects.find(({spec}) => spec.name === `orkestra ${durability}`);
    if (subject)
      await step(crowd[durability], errors, `four processes, ${durability}`, () =>
        measureDrain(subject, 4, size.crowd),
      );
  }
}

async function measureRescues({rescues}: Results, errors: string[]): Promise<void> {
  for (let i = 0; i < size.rescues; i++) {
    for (const fault of ['killed', 'stopped'] as const) {
      const found: Measured<{afterLease: number; afterFault: number}>[] = [];
      await step(found, errors, `engine ${fault}`, () => measureRescue(dir, fault));
      rescues[fault].push(...found);
    }
  }
}

if (given.help) {
  console.log(HELP);
} else {
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void stop().then(() => process.exit(130)));
  try {
    const results = await measureAll();
    const verdicts = judge(results);
    console.log(showResults(results, verdicts));
    if (given.out) writeFileSync(given.out, `${JSON.stringify({...results, verdicts}, undefined, 1)}\n`);
    const mustHold = isShort ? verdicts.filter(({name}) => name === 'jobs lost or run twice') : verdicts;
    process.exitCode = mustHold.some(({isReached}) => isReached === false) ? 1 : 0;
  } finally {
    await stop();
  }
}
