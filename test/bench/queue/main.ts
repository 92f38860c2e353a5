import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {cpus, tmpdir} from 'node:os';
import {join} from 'node:path';
import {parseArgs} from 'node:util';
import {type Measured, measured, type Patience} from '../support/machine.js';
import {killChildren} from './children.js';
import {measureClaimCost} from './claim-cost.js';
import {measureCommands} from './commands.js';
import {type QueueSpec, queues} from './queues.js';
import {measureRescue} from './rescue.js';
import {PROCESSES, type QueueResults, type Results} from './results.js';
import {findPostgres, hasProgram, startPostgres, startRedis, stopServers} from './servers.js';
import {showResults} from './table.js';
import {judge} from './targets.js';
import {measureDrain, measureEnqueue, measurePickup, type Subject} from './throughput.js';

const HELP = `npm run bench:queue -- [--short] [--only NAME,..] [--parts queues,crowd,claims,rescue,commands] [--repeat N] [--jobs N] [--out FILE]
--short takes less than a minute, waits for nobody and judges nothing but lost and repeated jobs.`;

const {values: given} = parseArgs({
  options: {
    short: {type: 'boolean', default: false},
    only: {type: 'string', default: ''},
    parts: {type: 'string', default: 'queues,crowd,claims,rescue,commands'},
    repeat: {type: 'string'},
    jobs: {type: 'string'},
    out: {type: 'string'},
    help: {type: 'boolean', default: false},
  },
});

const isShort = given.short;
const size = isShort
  ? {jobs: 3000, pickups: 20, crowd: 20_000, largeBook: 100_000, repeats: 1, commands: 3, rescues: 1}
  : {jobs: 40_000, pickups: 200, crowd: 200_000, largeBook: 1_000_000, repeats: 3, commands: 15, rescues: 5};
const jobs = Number(given.jobs ?? size.jobs);
const repeats = Number(given.repeat ?? size.repeats);
const patience: Patience = isShort ? {waitMs: 0, again: 0} : {waitMs: 60_000, again: 2};

const dir = mkdtempSync(join(tmpdir(), 'orkestra-bench-'));
const tell = (line: string): void => void process.stderr.write(`${line}\n`);
const isWanted = (part: string): boolean => given.parts.split(',').includes(part);

async function stop(): Promise<void> {
  killChildren();
  await stopServers();
  rmSync(dir, {recursive: true, force: true});
}

const isInstalled = (name: string): boolean => {
  try {
    createRequire(import.meta.url).resolve(name);
    return true;
  } catch {
    return false;
  }
};

/** Where each queue is kept, or why it is left out. */
async function findSubjects(): Promise<{subjects: Subject[]; leftOut: string[]}> {
  const subjects: Subject[] = [];
  const leftOut: string[] = [];
  const wanted = queues.filter(({name}) => given.only.split(',').some((part) => name.includes(part)));
  const postgres = findPostgres();
  const servers = new Map<string, string>();
  for (const spec of wanted) {
    const missing = whatIsMissing(spec, postgres);
    if (missing) leftOut.push(`${spec.name} is left out: ${missing}.`);
    else subjects.push({spec, target: await targetOf(spec, postgres ?? '', servers)});
  }
  return {subjects, leftOut};
}

function whatIsMissing({isOurs, server}: QueueSpec, postgres: string | undefined): string | undefined {
  if (isOurs) return undefined;
  if (!isInstalled('bullmq/package.json')) return 'it could not be installed';
  if (server.startsWith('redis') && !hasProgram('redis-server')) return 'redis-server is not installed';
  return server === 'postgres' && postgres === undefined ? 'postgres is not installed' : undefined;
}

async function targetOf({name, server}: QueueSpec, postgres: string, servers: Map<string, string>): Promise<string> {
  if (server === 'files') return join(dir, name.replace(/\W+/g, '-'));
  const known = servers.get(server);
  if (known) return known;
  const started = server === 'postgres' ? await startPostgres(dir, postgres) : await startRedis(dir, server === 'redis-always' ? 'always' : 'everysec');
  servers.set(server, started);
  return started;
}

const emptyResults = ({name, survives, isOurs}: QueueSpec): QueueResults => ({
  ...{name, survives, isOurs},
  ...{one: [], bulk: [], drain: {1: [], 2: [], 4: []}, pickup: [], errors: []},
});

/** A measurement that fails is told and leaves the others standing. */
async function step<Of extends object>(into: Measured<Of>[], errors: string[], name: string, measure: () => Promise<Of>): Promise<void> {
  try {
    const result = await measured(patience, measure);
    into.push(result);
    tell(`${name}: ${JSON.stringify(result, (_, value: unknown) => (typeof value === 'number' ? Number(value.toFixed(2)) : value))}`);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    errors.push(message);
    tell(`${name} failed: ${message}`);
  }
}

async function measureQueue(subject: Subject, results: QueueResults): Promise<void> {
  const {name} = subject.spec;
  const {errors} = results;
  await step(results.one, errors, `${name}, add one`, () => measureEnqueue(subject, 'enqueue-one', Math.ceil(jobs / 4)));
  await step(results.bulk, errors, `${name}, add many`, () => measureEnqueue(subject, 'enqueue-bulk', jobs));
  for (const processes of PROCESSES) {
    await step(results.drain[processes], errors, `${name}, drain with ${processes}`, () => measureDrain(subject, processes, jobs));
  }
  await step(results.pickup, errors, `${name}, pickup`, () => measurePickup(subject, size.pickups));
}

/** The queues take turns within a repetition, so that a slow minute of the machine meets all of them. */
async function measureAll(): Promise<Results> {
  const {subjects, leftOut} = await findSubjects();
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
    for (const [i, queue] of results.queues.entries()) await measureQueue(subjects[i] as Subject, queue);
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
    if (subject) await step(crowd[durability], errors, `four processes, ${durability}`, () => measureDrain(subject, 4, size.crowd));
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
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop().then(() => process.exit(130)));
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
