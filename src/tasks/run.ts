import type {Claim, RunningTask} from '../../state/attempts.js';
import {askedFile, endFile, exitFile, outputFile, readExit, writeAsked} from '../../state/output.js';
import type {RunState} from '../../state/runs.js';
import {readEnd, type WorkEnd} from '../agents/end-file.js';
import {type ShellExit, startShell} from '../agents/shell.js';
import {workCommand} from '../agents/work-command.js';
import {UNGUARDED, whyUnguarded, withGuard} from '../backups/guard/with-guard.js';
import {prepareWorkspace} from '../workspaces/prepare.js';
import {withSetup} from '../workspaces/setup.js';
import type {World} from '../world.js';
import {finishWork} from './after-work.js';
import type {StartedTask} from './claim.js';
import type {Ending} from './endings.js';

export type StopOutcome = 'cancelled' | 'handed-back' | 'timed-out';

/** One attempt whose process lives, in the hands of this engine. */
export interface RunningAttempt {
  readonly claim: Claim;
  readonly hasLocks: boolean;
  readonly pid: number;
  readonly output: string;
  /** On the clock that never jumps; undefined = no limit. */
  readonly deadlineUptime: number | undefined;
  /** Lets the command begin, once the process is written down. */
  begin(): void;
  /** Ends the whole process group: first asked, then forced when the grace is over. */
  stop(outcome: StopOutcome, why: string): void;
  /** Stops caring: another engine has the attempt now. */
  forget(): void;
  readonly ending: Promise<Ending>;
}

/** Starts the process of a claimed task; the command itself waits for `begin`. */
export async function launchAttempt(world: World, task: StartedTask): Promise<RunningAttempt> {
  const {runs} = world.paths;
  await keepAsked(world, task);
  const {cwd, setup} = await prepareWorkspace(world, task);
  const run = task.agent === 'shell' ? task.run : workCommand(world.paths, task);
  // Beside the project folder there is nothing of others that could be lost.
  const guarded = cwd === world.paths.root ? withGuard(world, task, run) : run;
  const work = {...task, run: withSetup(guarded, setup)};
  const shell = await startShell({runs, cwd, attempt: task.attempt, work});
  const limitMs = task.timeoutMs ?? world.config.queue.timeoutMs;
  const deadlineUptime = limitMs > 0 ? world.uptime() + limitMs : undefined;
  return follow(world, {task, pid: shell.pid, deadlineUptime, begin: shell.begin, exit: shell.exit});
}

/** Where the disk is full, the attempt itself says so better. */
async function keepAsked({paths, log}: World, task: StartedTask): Promise<void> {
  try {
    await writeAsked(askedFile(paths.runs, task.id, task.attempt), task);
  } catch (error) {
    log.warning(`task ${task.id}: what attempt ${task.attempt} was asked to do could not be kept: ${error}`);
  }
}

/** Goes on with an attempt whose engine died but whose process lives. */
export function followOrphan(
  world: World,
  task: RunningTask & {pid: number; pidStartedAt: string; timeoutMs: number | null; hasLocks: boolean},
): RunningAttempt {
  const {pid, pidStartedAt: startedAt} = task;
  const limitMs = task.timeoutMs ?? world.config.queue.timeoutMs;
  const ranForMs = Math.max(0, world.now() - task.startedAt);
  return follow(world, {
    task: {...task, agent: task.agent ?? 'shell'},
    pid,
    deadlineUptime: limitMs > 0 ? world.uptime() + Math.max(0, limitMs - ranForMs) : undefined,
    begin() {},
    exit: waitForDeath(world, {pid, startedAt}).then(() => ({exitCode: null, signal: null})),
  });
}

const LOOK_EVERY_MS = 200;

/** Not our child, so nobody tells us: we look. */
async function waitForDeath(world: World, process: {pid: number; startedAt: string}): Promise<void> {
  while (world.processes.isAlive(process)) await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS).unref());
}

interface Followed {
  task: Pick<StartedTask, 'id' | 'attempt' | 'owner' | 'agent' | 'startedAt' | 'hasLocks'>;
  pid: number;
  deadlineUptime: number | undefined;
  begin(): void;
  exit: Promise<ShellExit>;
}

function follow(world: World, {task, pid, deadlineUptime, begin, exit}: Followed): RunningAttempt {
  const {id, attempt, owner, agent, startedAt, hasLocks} = task;
  let stop: {outcome: StopOutcome; why: string} | undefined;
  let force: NodeJS.Timeout | undefined;
  let isOver = false;
  const ending = exit.then((result): Promise<Ending> => {
    isOver = true;
    clearTimeout(force);
    // What the command left running in its group ends with it.
    world.processes.signalGroup(pid, 'SIGKILL');
    const end = stop ? {...stop, exitCode: null} : readOutcome(world, {id, attempt}, result);
    return finishWork(world, {id, attempt, owner, agent, startedAt, hasLocks, ...end});
  });
  return {
    claim: {id, attempt, owner},
    hasLocks,
    pid,
    output: outputFile(world.paths.runs, id, attempt),
    deadlineUptime,
    begin,
    stop(outcome, why) {
      if (stop || isOver) return;
      stop = {outcome, why};
      world.processes.signalGroup(pid, 'SIGTERM');
      force = setTimeout(() => world.processes.signalGroup(pid, 'SIGKILL'), world.config.queue.killGraceMs);
    },
    forget: () => clearTimeout(force),
    ending,
  };
}

interface Outcome {
  outcome: RunState;
  exitCode: number | null;
  why: string | null;
  isFinal?: boolean;
  hasNotBegun?: boolean;
  /** What an agent's run left behind. */
  end?: WorkEnd;
}

/** Whom the vendor takes nothing from is not to blame; the task goes to the next best agent. */
const isHandedOn = ({failure, scope}: WorkEnd): boolean =>
  failure === 'limited' || failure === 'login' || (failure === 'budget' && scope !== 'task');

/** What the runner left behind says more than the exit of the process, and is all there is of an orphan. */
export function readOutcome(
  world: World,
  claim: Pick<Claim, 'id' | 'attempt'>,
  {exitCode, signal}: ShellExit,
): Outcome {
  const left = readExit(exitFile(world.paths.runs, claim.id, claim.attempt));
  const end = readEnd(endFile(world.paths.runs, claim.id, claim.attempt));
  if (end && !end.isOk) {
    const why = end.why ?? 'it failed';
    return {
      outcome: isHandedOn(end) ? 'handed-back' : 'failed',
      exitCode: null,
      why,
      isFinal: end.failure === 'budget',
      end,
    };
  }
  const code = left?.code ?? exitCode;
  const unguarded = code === UNGUARDED ? whyUnguarded(world, claim.id, claim.attempt) : undefined;
  if (unguarded !== undefined) return {outcome: 'failed', exitCode: null, why: unguarded, hasNotBegun: true};
  const said = end && {end};
  if (code === 0) return {outcome: 'done', exitCode: 0, why: null, ...said};
  if (left?.isFromCheck)
    return {outcome: 'failed', exitCode: code, why: `its check failed with exit code ${code}`, ...said};
  if (code !== null) return {outcome: 'failed', exitCode: code, why: `exit code ${code}`};
  if (signal !== null) return {outcome: 'failed', exitCode: null, why: `killed by ${signal}`};
  return {outcome: 'lost', exitCode: null, why: 'its engine and its process both died'};
}
