/**
 * The library: what the screen and the command line do, for programs, under the names people know from Orkestra.
 * Each class opens its project at the first call and keeps it open until `close`. Any number of programs, screens and
 * commands may work on one project at the same time.
 */
import type {AuditFilter} from '../state/audit.js';
import type {LockKind} from '../state/lock-files.js';
import {listTasks, type TaskFilter} from '../state/tasks.js';
import {queryAudit} from './audit/query.js';
import {type ShownEvent, showEvent} from './audit/show.js';
import {type Verdict, verifyAudit} from './audit/verify.js';
import {loadConfig} from './config/load.js';
import type {Config} from './config/schema.js';
import {type Engine, startEngine} from './engine.js';
import {type InitResult, initProject} from './init.js';
import {type CleanedLock, cleanLocks} from './locks/clean.js';
import {checkHolder} from './locks/holder.js';
import {readLocks} from './locks/list.js';
import {dropLocks} from './locks/take.js';
import {waitForLocks} from './locks/wait.js';
import {liveConfig, openProject, type Project} from './project.js';
import {getStatus, type Status, statusText} from './status.js';
import {addTask} from './tasks/add.js';
import {cancelTask} from './tasks/cancel.js';
import {queueFacts, type RunJson, runsJson, type TaskJson, taskJson} from './tasks/describe.js';
import type {TaskDraft} from './tasks/draft.js';
import {endOrphan} from './tasks/end-orphan.js';
import {findTask} from './tasks/find.js';
import {retryTask} from './tasks/retry.js';
import {pathsOf, type World} from './world.js';

export {type ErrorCode, OrkestraError} from '../state/errors.js';
export type {TaskState} from '../state/task-states.js';
export {version} from './version.js';
export type {
  AuditFilter,
  CleanedLock,
  InitResult,
  RunJson,
  ShownEvent,
  Status,
  TaskDraft,
  TaskFilter,
  TaskJson,
  Verdict,
};
/** The settings of a project, as orkestra.yaml and the defaults make them. */
export type SystemConfig = Config;

const HOUR_MS = 3_600_000;

/** A project that is opened when it is first needed. */
class OpenProject {
  /** The folder of the project; where the program stands when none is named. */
  readonly root: string;
  readonly #actor: string;
  #opening: Promise<Project> | undefined;

  constructor(root: string = process.cwd(), actor = 'user') {
    this.root = root;
    this.#actor = checkHolder(actor);
  }

  async open(create: boolean): Promise<Project> {
    this.#opening ??= this.#openNow(create);
    try {
      return await this.#opening;
    } catch (error) {
      this.#opening = undefined;
      throw error;
    }
  }

  async #openNow(create: boolean): Promise<Project> {
    const loaded = await loadConfig({cwd: this.root, projectRoot: this.root});
    return openProject({paths: pathsOf(loaded.config.projectRoot, loaded.file), loaded, actor: this.#actor, create});
  }

  async close(): Promise<void> {
    const opening = this.#opening;
    this.#opening = undefined;
    (await opening)?.close();
  }
}

/** Makes a folder a project, as `orkestra init` does. */
export class SystemStartup {
  readonly root: string;

  constructor(root: string = process.cwd()) {
    this.root = root;
  }

  /** Makes what is missing, leaves what is there, and tells what this machine lacks. */
  initialize(): Promise<InitResult> {
    return initProject({root: this.root});
  }
}

export interface OrchestratorOptions {
  /** Ctrl-C and SIGTERM stop the engine in order; false leaves the signals to you. */
  handlesSignals?: boolean;
}

/** The engine: it gives tasks to agents, watches over them, and recovers what died. One leads in each project. */
export class Orchestrator {
  readonly #project: OpenProject;
  readonly #handlesSignals: boolean;
  #running: {engine: Engine; stopConfig: () => Promise<void>} | undefined;

  constructor(root: string = process.cwd(), {handlesSignals = true}: OrchestratorOptions = {}) {
    this.#project = new OpenProject(root);
    this.#handlesSignals = handlesSignals;
  }

  /** Returns once the engine works; where another one leads, this one stands by and takes over when that one dies. */
  async start(): Promise<void> {
    if (this.#running) return;
    const project = await this.#project.open(true);
    const stopConfig = await liveConfig(project, (line) => project.world.log.warning(line));
    this.#running = {engine: startEngine(project.world), stopConfig};
    if (this.#handlesSignals) for (const signal of signals) process.once(signal, this.#onSignal);
  }

  /** What runs is ended and put back into the queue; 'leave' lets it go on, for the next engine to adopt. */
  async stop(how: 'hand-back' | 'leave' = 'hand-back'): Promise<void> {
    const running = this.#running;
    this.#running = undefined;
    for (const signal of signals) process.off(signal, this.#onSignal);
    await running?.engine.stop(how);
    await running?.stopConfig();
    await this.#project.close();
  }

  /** Resolves when nothing runs and nothing can be started. */
  async whenIdle(): Promise<void> {
    await this.#running?.engine.whenIdle();
  }

  async getStatus(): Promise<Status> {
    return getStatus(await this.#project.open(false));
  }

  async printStatus(): Promise<void> {
    process.stdout.write(`${statusText(await this.getStatus())}\n`);
  }

  /** A second signal finds no handler any more, so it ends the program at once. */
  readonly #onSignal = (): void => {
    process.exitCode = 130;
    void this.stop();
  };
}

const signals = ['SIGINT', 'SIGTERM'] as const;

/** The tasks of a project. */
export class TaskQueue {
  readonly #project: OpenProject;

  /** `actor` is who the audit trail names. */
  constructor(root: string = process.cwd(), {actor = 'user'}: {actor?: string} = {}) {
    this.#project = new OpenProject(root, actor);
  }

  /** Returns the id. The priority is urgent, high, normal, low or 1 (first) to 9 (last). */
  async addTask(draft: TaskDraft): Promise<number> {
    const {world} = await this.#project.open(true);
    return addTask(world, draft);
  }

  async list(filter: TaskFilter = {}): Promise<TaskJson[]> {
    const {world} = await this.#project.open(false);
    const facts = queueFacts(world);
    return listTasks(world.db, filter).map((task) => taskJson(world, task, facts));
  }

  async show(id: number): Promise<TaskJson & {runs: RunJson[]}> {
    const {world} = await this.#project.open(false);
    return {...taskJson(world, findTask(world, id)), runs: runsJson(world, id)};
  }

  /** A running task is asked to stop, and its engine ends it; any other is cancelled at once. */
  async cancel(id: number, why?: string): Promise<TaskJson> {
    const {world} = await this.#project.open(false);
    const task = cancelTask(world, id, why);
    return taskJson(world, task.state === 'running' ? await endOrphan(world, task) : task);
  }

  /** Starts over with a clean count of failures. */
  async retry(id: number): Promise<TaskJson> {
    const {world} = await this.#project.open(false);
    return taskJson(world, retryTask(world, id));
  }

  close(): Promise<void> {
    return this.#project.close();
  }
}

export interface LockWish {
  /** 'file': a path or glob of the project, the default; 'name': any text. */
  kind?: Exclude<LockKind, 'engine'>;
  /** How long it holds when nobody gives it back; an hour when not said. It ends with your program in any case. */
  leaseMs?: number;
  /** How long to wait for whoever has it. */
  waitMs?: number;
  reason?: string;
}

export interface HeldLock {
  id: string;
  kind: LockKind;
  holder: string;
  task: number | null;
  reason: string | null;
  /** The tasks that wait for it. */
  waiting: number[];
}

/** Locks on files or on names, for one holder. */
export class LockManager {
  readonly holder: string;
  readonly #project: OpenProject;

  constructor(root: string = process.cwd(), {holder = 'user'}: {holder?: string} = {}) {
    this.#project = new OpenProject(root, holder);
    this.holder = checkHolder(holder);
  }

  /** All that are named, or none: then `why` tells who is in the way. */
  async take(ids: LockId | readonly LockId[], wish: LockWish = {}): Promise<{ok: true} | {ok: false; why: string}> {
    const {kind = 'file', leaseMs = HOUR_MS, waitMs = 0, reason} = wish;
    const {world} = await this.#project.open(true);
    const request = {kind, ids: textsOf(ids), holder: this.holder, leaseMs, isBeating: true};
    const answer = await waitForLocks(world, {...request, ...(reason !== undefined && {reason})}, {timeoutMs: waitMs});
    return answer.ok ? {ok: true} : {ok: false, why: answer.why};
  }

  /** Gives back those named, or all this holder has; what others hold is refused. Returns what was given back. */
  async drop(ids?: LockId | readonly LockId[]): Promise<string[]> {
    const {world} = await this.#project.open(false);
    return dropLocks(world, this.holder, ids === undefined ? undefined : textsOf(ids)).map(({id}) => id);
  }

  async list(): Promise<HeldLock[]> {
    const {world} = await this.#project.open(false);
    return readLocks(world).locks.map(({lock: {id, kind, holder, task, reason}, waiting}) => {
      return {id, kind, holder, task, reason, waiting};
    });
  }

  /** Removes the locks of dead owners and those whose lease is over, no others. */
  async clean(): Promise<CleanedLock[]> {
    const {world} = await this.#project.open(false);
    return cleanLocks(world);
  }

  close(): Promise<void> {
    return this.#project.close();
  }
}

/** The ids of tasks may be numbers. */
export type LockId = string | number;
const textsOf = (ids: LockId | readonly LockId[]): string[] => [ids].flat().map(String);

/** The record of everything that happened in a project. */
export class AuditLogger {
  readonly #project: OpenProject;

  constructor(root: string = process.cwd()) {
    this.#project = new OpenProject(root);
  }

  /** The newest events that match, oldest first. */
  query(filter: AuditFilter = {}): Promise<ShownEvent[]> {
    return this.#ask((world) => queryAudit(world, filter).map(showEvent));
  }

  /** Was anything in the record changed, taken out or cut off? */
  verify(): Promise<Verdict> {
    return this.#ask(verifyAudit);
  }

  async #ask<T>(question: (world: World) => T | Promise<T>): Promise<T> {
    return question((await this.#project.open(false)).world);
  }

  close(): Promise<void> {
    return this.#project.close();
  }
}
