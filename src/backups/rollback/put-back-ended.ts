import {setTimeout as sleep} from 'node:timers/promises';
import {OrkestraError} from '../../../state/errors.js';
import {readTask} from '../../../state/tasks.js';
import {write} from '../../../state/write.js';
import {record} from '../../audit/record.js';
import {dropLocks, takeLocks} from '../../locks/take.js';
import {tellTrouble} from '../../notify/tell-trouble.js';
import type {World} from '../../world.js';
import type {BackupCall} from '../make/order.js';
import {listNeighbours} from './neighbours.js';
import {rollBack} from './roll-back.js';

/**
 * Puts the work of an attempt back that just failed. Where others worked among it, or not all of it can be put back,
 * a person is told instead and decides.
 */
export async function putBackEnded(world: World, id: number, attempt: number, call: BackupCall): Promise<boolean> {
  return oneAtATime(world, id, () => putBackNow(world, id, attempt, call));
}

async function putBackNow(world: World, id: number, attempt: number, call: BackupCall): Promise<boolean> {
  const task = readTask(world.db, id);
  if (task?.state !== 'running' || task.attempt !== attempt)
    throw new OrkestraError('conflict', `Attempt ${attempt} of task #${id} is over.`);
  const neighbours = task.files.length > 0 ? [] : listNeighbours(world, id, task.startedAt ?? 0);
  try {
    if (neighbours.length > 0)
      throw new OrkestraError(
        'conflict',
        `${neighbours.map((one) => `#${one}`).join(', ')} worked in the folder meanwhile.`,
      );
    const {left} = await rollBack(world, {task: id, attempt, isEnding: true}, call);
    const [first] = left;
    if (first) tell(world, id, attempt, `${first.path}: ${first.why}`);
    return left.length === 0;
  } catch (error) {
    if (!(error instanceof OrkestraError)) throw error;
    tell(world, id, attempt, error.message);
    return false;
  }
}

const LOOK_EVERY_MS = 100;
const LOCKED_FOR_MS = 10 * 60_000;

/** The process that an engine started before it died may still be at it. */
async function oneAtATime<Of>(world: World, task: number, deed: () => Promise<Of>): Promise<Of> {
  const holder = `the rollback of #${task} by ${world.processes.self.pid}`;
  const lock = {kind: 'name', ids: [`rollback-${task}`], holder, leaseMs: LOCKED_FOR_MS, isBeating: true} as const;
  while (!takeLocks(world, lock).ok) await sleep(LOOK_EVERY_MS);
  try {
    return await deed();
  } finally {
    dropLocks(world, holder);
  }
}

function tell(world: World, task: number, attempt: number, why: string): void {
  write(world.db, () => {
    record(world, {type: 'rollback.left', task, data: {attempt, why}});
    tellTrouble(world, {
      about: 'rollback',
      title: `What attempt ${attempt} of #${task} did was not put back`,
      message: `${why} \`orkestra task rollback ${task}\` shows it.`,
      priority: 'high',
    });
  });
}
