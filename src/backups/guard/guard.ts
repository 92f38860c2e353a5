import {OrkestraError} from '../../../state/errors.js';
import {endGuard, type Guard, startGuard} from '../../../state/guards.js';
import {readTask} from '../../../state/tasks.js';
import {write} from '../../../state/write.js';
import {record} from '../../audit/record.js';
import type {World} from '../../world.js';
import {backUp} from '../make/back-up.js';
import type {BackupCall} from '../make/order.js';
import {GUARD, taskTag} from './name.js';
import {type FoundScope, scopeOf} from './scope.js';

type End = Pick<Guard, 'outcome' | 'backup' | 'why'>;

/** Keeps what an attempt may touch, before it begins. Throws when that cannot be done; then the attempt must not begin. */
export async function guardAttempt(world: World, id: number, attempt: number, call: BackupCall): Promise<End> {
  const task = readTask(world.db, id);
  if (task?.state !== 'running' || task.attempt !== attempt)
    throw new OrkestraError('conflict', `Attempt ${attempt} of task #${id} is over, or never began.`);
  const scope = scopeOf(world.paths.root, task.files);
  write(world.db, () => startGuard(world.db, {task: id, attempt, scope, startedAt: world.now()}));
  const settle = (end: End): End => {
    write(world.db, () => {
      endGuard(world.db, {task: id, attempt, endedAt: world.now(), ...end});
      record(world, {type: `guard.${end.outcome}`, task: id, data: {attempt, ...end}});
    });
    return end;
  };
  try {
    return settle(await keep(world, id, scope, call));
  } catch (error) {
    settle({outcome: 'failed', backup: null, why: error instanceof Error ? error.message : String(error)});
    throw error;
  }
}

async function keep(world: World, task: number, scope: FoundScope, call: BackupCall): Promise<End> {
  const left = scope.outside.map((glob) => `${glob} leads out of the project folder and was not kept`);
  if (scope.paths.length === 0) return {outcome: 'nothing', backup: null, why: textOf(left)};
  const order = {paths: scope.paths, name: GUARD, tags: [taskTag(task)], kind: 'guard', task} as const;
  const {id, problemCount, problems} = await backUp(world, order, call);
  const [first] = problems;
  if (first) left.push(`${problemCount} could not be read, such as ${first.path}: ${first.message}`);
  return {outcome: 'kept', backup: id, why: textOf(left)};
}

const textOf = (left: readonly string[]): string | null => (left.length === 0 ? null : left.join('; '));
