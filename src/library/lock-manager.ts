import type {LockKind} from '../../state/lock-files.js';
import {type CleanedLock, cleanLocks} from '../locks/clean.js';
import {checkHolder} from '../locks/holder.js';
import {readLocks} from '../locks/list.js';
import {dropLocks} from '../locks/take.js';
import {waitForLocks} from '../locks/wait.js';
import {OpenProject} from './open-project.js';

const HOUR_MS = 3_600_000;

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
    this.#project = new OpenProject(root, {actor: holder});
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
