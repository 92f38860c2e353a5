import {chainHash, GENESIS} from '../../src/audit/record.js';
import {beatLocks} from '../../src/locks/beat.js';
import {cleanLocks} from '../../src/locks/clean.js';
import {forceLocks} from '../../src/locks/force.js';
import {overlaps} from '../../src/locks/overlap.js';
import {dropLocks, takeLocks} from '../../src/locks/take.js';
import {addTask, addTasks} from '../../src/tasks/add.js';
import {cancelTask} from '../../src/tasks/cancel.js';
import {lockHolder} from '../../src/tasks/claim.js';
import type {TaskDraft} from '../../src/tasks/draft.js';
import {dropTask} from '../../src/tasks/drop.js';
import {editTask} from '../../src/tasks/edit.js';
import type {Ending} from '../../src/tasks/endings.js';
import {prioritizeTask, reorderTask} from '../../src/tasks/reorder.js';
import {retryTask} from '../../src/tasks/retry.js';
import {approveTask, rejectTask} from '../../src/tasks/review.js';
import {takeTurn} from '../../src/tasks/turn.js';
import {makeUndo} from '../../src/undo.js';
import {type AuditEvent, listAuditAfter} from '../../state/audit.js';
import {isMet, listDeps} from '../../state/deps.js';
import {OrkestraError} from '../../state/errors.js';
import {listLockFiles} from '../../state/lock-files.js';
import {listLocks} from '../../state/locks.js';
import {listRuns, type RunState} from '../../state/runs.js';
import {countTasks} from '../../state/task-counts.js';
import {type TaskState, taskStates} from '../../state/task-states.js';
import {listTasks, type Task} from '../../state/tasks.js';
import type {Dice} from './random.js';
import type {TestWorld} from './world.js';

/** Whatever people and engines may do to a queue, in any order; what is refused in words is part of it. */
export interface Walk {
  step(): string;
  /** What is wrong with the book at this moment; empty when all holds. */
  problems(): string[];
}

const globs = ['src/**', 'src/a.ts', 'src/b.ts', 'docs/*.md', 'docs/a.md', '{a,b}/x'];

export function walkQueue(world: TestWorld, random: Dice): Walk {
  const open: Ending[] = [];
  const past: Ending[] = [];
  const locked = new Map<string, readonly string[]>();

  const tasks = (): Task[] => listTasks(world.db);
  const anyTask = (...states: TaskState[]): number => {
    const found = tasks().filter((task) => states.length === 0 || states.includes(task.state));
    // Now and then one that is not there.
    return found.length === 0 || random.chance(2) ? 999 : random.pick(found).id;
  };
  // The latest ones mostly, since those are not over yet.
  const someTasks = (): number[] => {
    const found = tasks().slice(-8);
    if (found.length === 0 || random.chance(40)) return [];
    return Array.from({length: 1 + random.below(3)}, () => random.pick(found).id);
  };
  const draft = (): TaskDraft => ({
    title: `task ${random.below(1000)}`,
    run: random.chance(90) ? 'true' : null,
    priority: 1 + random.below(9),
    after: someTasks(),
    afterEnded: someTasks(),
    retries: random.below(2),
    review: random.chance(30) ? 'human' : 'none',
    files: random.chance(40) ? [random.pick(globs), random.pick(globs)] : [],
  });

  const undo = makeUndo(world);
  const on = (id: number, deed: (id: number) => unknown): void => undo.changing(id, () => deed(id));
  const edit = (id: number, changes: Partial<TaskDraft>): void => on(id, () => editTask(world, id, changes));

  const turn = (ended: readonly Ending[], free: number): void => {
    const {started} = takeTurn(world, {ended, free});
    // The heart of an engine, in one beat for the whole walk.
    beatLocks(world, 1e9);
    for (const task of started) {
      const files = tasks().find((one) => one.id === task.id)?.files ?? [];
      locked.set(lockHolder(task), files);
      const {id, attempt, owner, agent, startedAt, hasLocks} = task;
      open.push({id, attempt, owner, agent, startedAt, hasLocks, outcome: 'done', exitCode: 0, why: null});
    }
  };

  const outcomes: RunState[] = [
    'done',
    'done',
    'done',
    'failed',
    'failed',
    'timed-out',
    'cancelled',
    'handed-back',
    'lost',
  ];
  const endSome = (): Ending[] =>
    open.splice(0, 1 + random.below(3)).map((ending) => {
      const outcome = random.pick(outcomes);
      const ended = {
        ...ending,
        outcome,
        exitCode: outcome === 'done' ? 0 : null,
        why: outcome === 'done' ? null : outcome,
      };
      past.push(ended);
      return ended;
    });

  const deeds: Record<string, () => unknown> = {
    add: () => undo.adding(() => addTask(world, draft())),
    'add several': () => addTasks(world, [draft(), draft()]),
    claim: () => turn([], 1 + random.below(4)),
    end: () => turn(endSome(), 0),
    'end and claim': () => turn(endSome(), 1 + random.below(3)),
    'end what ended before': () => past.length > 0 && turn([random.pick(past)], 0),
    'end the same twice': () => {
      const ended = endSome();
      turn([...ended, ...ended], 1);
    },
    cancel: () => on(anyTask(), (id) => cancelTask(world, id)),
    'cancel what failed': () => on(anyTask('failed'), (id) => cancelTask(world, id)),
    retry: () => on(anyTask(), (id) => retryTask(world, id)),
    'retry what ended': () => on(anyTask('done', 'failed', 'cancelled'), (id) => retryTask(world, id)),
    'edit needs': () => edit(anyTask('ready', 'waiting'), {after: someTasks(), afterEnded: someTasks()}),
    'edit text': () => edit(anyTask(), {title: 'edited', priority: 1 + random.below(9)}),
    'edit files': () => edit(anyTask(), {files: random.chance(50) ? [] : [random.pick(globs)]}),
    drop: () => on(anyTask(), (id) => dropTask(world, id)),
    'take back': () => undo.takeBack(),
    'take more back': () => undo.takeBack() && undo.takeBack(),
    reorder: () =>
      reorderTask(
        world,
        anyTask('ready', 'waiting'),
        random.pick([{first: true}, {last: true}, {before: anyTask('ready')}, {after: anyTask('waiting')}]),
      ),
    prioritize: () => on(anyTask(), (id) => prioritizeTask(world, id, 1 + random.below(9))),
    approve: () => on(anyTask('review'), (id) => approveTask(world, id)),
    reject: () => on(anyTask('review'), (id) => rejectTask(world, id, 'not like this')),
    'break locks': () => {
      const {locks} = listLockFiles(world.paths.locks);
      const held = locks.filter(({holder}) => holder === 'eve');
      if (held.length > 0) undo.breaking(() => forceLocks(world, [random.pick(held).id], 'in the way'));
    },
    'a little time': () => world.advance(random.below(5000)),
    'much time': () => world.advance(random.below(400_000)),
    'a person locks': () =>
      takeLocks(world, {
        kind: 'file',
        ids: [random.pick(globs)],
        holder: 'eve',
        leaseMs: 1 + random.below(60_000),
        isBeating: false,
      }),
    'a person unlocks': () => dropLocks(world, 'eve'),
    clean: () => cleanLocks(world),
  };
  const often = [
    ...['add', 'add', 'add', 'add several', 'claim', 'claim', 'end', 'end'],
    ...['end and claim', 'end and claim', 'end and claim', 'a little time'],
  ];
  const names = [...Object.keys(deeds), ...often];

  for (let number = 0; number < 5; number++) addTask(world, draft());
  return {
    step() {
      const name = random.pick(names);
      try {
        deeds[name]?.();
      } catch (error) {
        if (!(error instanceof OrkestraError)) throw error;
        return `${name} (${error.message})`;
      }
      return name;
    },
    problems: () => [...bookProblems(world), ...lockProblems(world, locked)],
  };
}

/** What must hold of tasks, their dependencies, attempts and counts, whoever works on them. */
export const bookProblems = (world: Pick<TestWorld, 'db'>): string[] => [
  ...countProblems(world),
  ...taskProblems(world),
  ...depProblems(world),
  ...runProblems(world),
];

function countProblems({db}: Pick<TestWorld, 'db'>): string[] {
  const counts = countTasks(db);
  return taskStates.flatMap((state) => {
    const real = db.value('SELECT count(*) FROM tasks WHERE state = ?', state) ?? 0;
    return counts[state] === real ? [] : [`${real} are ${state}, ${counts[state]} are counted`];
  });
}

const ended: readonly TaskState[] = ['done', 'failed', 'cancelled'];

function taskProblems({db}: Pick<TestWorld, 'db'>): string[] {
  const rules: [string, (task: Task) => boolean][] = [
    ['has an end exactly when it has ended', (task) => (task.endedAt !== null) === ended.includes(task.state)],
    ['has an owner exactly when it runs', (task) => (task.owner !== null) === (task.state === 'running')],
    ['has a lease exactly when it runs', (task) => (task.leaseUntil !== null) === (task.state === 'running')],
    ['has a process only while it runs', (task) => task.pid === null || task.state === 'running'],
    ['is asked to stop only while it runs', (task) => task.stopRequest === null || task.state === 'running'],
    ['is hindered only when it is ready', (task) => task.hindrance === null || task.state === 'ready'],
    ['is ready only when nothing is left to wait for', (task) => task.state !== 'ready' || task.depsLeft === 0],
    ['failed at most once more than it may', (task) => task.failures <= task.retries + 1 || task.state !== 'running'],
    ['was started before it ran', (task) => task.attempt > 0 === (task.startedAt !== null)],
    ['has a rank', (task) => Number.isFinite(task.rank)],
  ];
  return listTasks(db).flatMap((task) =>
    rules.filter(([, holds]) => !holds(task)).map(([name]) => `#${task.id} (${task.state}) breaks: ${name}`),
  );
}

function depProblems({db}: Pick<TestWorld, 'db'>): string[] {
  const all = new Map(listTasks(db).map((task) => [task.id, task]));
  const open = new Map<number, number>();
  const problems: string[] = [];
  for (const {task, needs, kind} of listDeps(db)) {
    const other = all.get(needs);
    if (!other || !all.has(task)) problems.push(`a dependency of #${task} on #${needs} leads nowhere`);
    else if (!isMet({kind, state: other.state})) open.set(task, (open.get(task) ?? 0) + 1);
  }
  for (const {id, state, depsLeft} of all.values()) {
    const real = open.get(id) ?? 0;
    if ((state === 'waiting' || state === 'ready') && depsLeft !== real)
      problems.push(`#${id} (${state}) waits for ${real}, counts ${depsLeft}`);
  }
  return problems;
}

function lockProblems(world: TestWorld, locked: ReadonlyMap<string, readonly string[]>): string[] {
  const {locks} = listLockFiles(world.paths.locks);
  const problems: string[] = [];
  const real = locks.map((lock) => `${lock.id} ${lock.holder} ${lock.fence}`);
  const mirror = listLocks(world.db).map((row) => `${row.id} ${row.holder} ${row.fence}`);
  if (real.join() !== mirror.join()) problems.push(`the directory has ${real.join()}, the mirror ${mirror.join()}`);
  const running = new Map(listTasks(world.db, {states: ['running']}).map((task) => [lockHolder(task), task]));
  for (const {id, holder} of locks) {
    if (holder !== 'eve' && !running.has(holder)) problems.push(`${id} is held by ${holder}, which does not run`);
  }
  for (const holder of running.keys()) {
    for (const file of locked.get(holder) ?? []) {
      if (!locks.some((lock) => lock.id === file && lock.holder === holder))
        problems.push(`${holder} runs without its lock on ${file}`);
    }
  }
  for (const [at, one] of locks.entries()) {
    for (const other of locks.slice(at + 1)) {
      if (one.holder !== other.holder && overlaps(one.id, other.id))
        problems.push(`${one.holder} and ${other.holder} hold ${one.id} and ${other.id}`);
    }
  }
  for (const {id, hindrance} of listTasks(world.db)) {
    if (hindrance?.startsWith('lock:') && !locks.some((lock) => `lock:${lock.id}` === hindrance))
      problems.push(`#${id} waits for ${hindrance}, which nobody holds`);
  }
  return problems;
}

function runProblems({db}: Pick<TestWorld, 'db'>): string[] {
  return listTasks(db).flatMap(({id, attempt, state}) => {
    const attempts = listRuns(db, id).map((run) => run.attempt);
    const expected = Array.from({length: state === 'running' ? attempt - 1 : attempt}, (_, index) => index + 1);
    return attempts.join() === expected.join()
      ? []
      : [`#${id} (${state}, attempt ${attempt}) has runs ${attempts.join()}`];
  });
}

/** What is wrong with the trail: a number left out, or a hash that does not follow from what is there. */
export function auditProblems({db}: Pick<TestWorld, 'db'>): string[] {
  let previous = GENESIS;
  let expected = 1;
  const problems: string[] = [];
  const events = listAuditAfter(db, 0, 1_000_000);
  for (const event of events) {
    if (event.id !== expected) problems.push(`event ${event.id} stands where ${expected} should`);
    const {hash, ...rest}: AuditEvent = event;
    if (chainHash(previous, rest) !== hash) problems.push(`the hash of event ${event.id} is wrong`);
    previous = hash;
    expected = event.id + 1;
  }
  return problems;
}
