import {OrkestraError} from '../../../state/errors.js';
import {listRollbacks, type Rollback, undoRollback} from '../../../state/rollbacks.js';
import {write} from '../../../state/write.js';
import {record} from '../../audit/record.js';
import {operate} from '../../operations/operate.js';
import {findTask} from '../../tasks/find.js';
import type {World} from '../../world.js';
import {toText} from '../format/names.js';
import type {BackupCall} from '../make/order.js';
import {lockRequest} from '../repository/of-project.js';
import type {Repository} from '../repository/repository.js';
import type {RestorePlan} from '../restore/plan.js';
import {withRepository} from '../with-repository.js';
import {isAsKept, makeRoom} from './compare.js';
import {type Kept, keptIn} from './kept.js';
import {presentAt} from './present.js';
import {planOfBackup} from './preview.js';
import {putInState, type Step} from './put-in-state.js';
import type {RollbackReport} from './roll-back.js';

const PATIENCE_MS = 60_000;

/**
 * Makes it as it was before the work was put back. What is there now is in the backup the attempt began with; whatever is
 * not was touched since, and is left.
 */
export async function takeRollbackBack(world: World, id: number, call: BackupCall): Promise<RollbackReport> {
  const task = findTask(world, id);
  if (task.state === 'running') throw new OrkestraError('conflict', `Task #${id} is running.`);
  const rollbacks = toTakeBack(listRollbacks(world.db, id));
  const [newest] = rollbacks;
  if (!newest) throw new OrkestraError('not-found', `The work of task #${id} was not put back.`);
  const {env, signal = new AbortController().signal} = call;
  return operate(world, {kind: 'undo', subject: `the rollback of #${id}`, signal}, (operation) =>
    withRepository(world, env, lockRequest(world, false, PATIENCE_MS), async (repository) => {
      const report: RollbackReport = {
        ...{task: id, attempt: newest.attempt, guard: newest.guard, backup: newest.backup},
        ...{changes: [], left: [], restored: 0, removed: 0},
      };
      for (const one of rollbacks) await takeOneBack({world, repository, signal: operation.signal, report}, one);
      return report;
    }),
  );
}

/** The newest, and those before it that were cut short and went on as it. */
function toTakeBack(newestFirst: readonly Rollback[]): Rollback[] {
  const open = newestFirst.filter(({undoneAt}) => undoneAt === null);
  const [newest, ...older] = open;
  if (!newest) return [];
  const firstWhole = older.findIndex(({endedAt, attempt}) => endedAt !== null || attempt !== newest.attempt);
  return [newest, ...older.slice(0, firstWhole < 0 ? older.length : firstWhole)];
}

interface Taking {
  world: World;
  repository: Repository;
  signal: AbortSignal;
  report: RollbackReport;
}

async function takeOneBack({world, repository, signal, report}: Taking, rollback: Rollback): Promise<void> {
  const before = await planOfBackup(world, repository, rollback.backup, signal);
  const guard = await planOfBackup(world, repository, rollback.guard, signal);
  const plan = before ?? guard;
  if (plan) {
    const steps = stepsFor(rollback, before, guard, report);
    const put = await putInState({repository, processes: world.processes, signal}, plan, steps);
    report.restored += put.restored;
    report.removed += put.removed;
    report.left.push(...put.problems);
    report.changes.push(
      ...steps.map(({path, wanted}) => ({path: toText(path), was: wanted ? 'changed' : 'created'}) as const),
    );
  }
  write(world.db, () => {
    undoRollback(world.db, rollback.id, world.now());
    const {task, attempt, backup} = rollback;
    record(world, {type: 'rollback.undone', task, data: {attempt, backup, left: report.left}});
  });
}

function stepsFor(
  {entries}: Rollback,
  before: RestorePlan | undefined,
  guard: RestorePlan | undefined,
  report: RollbackReport,
): Step[] {
  const beforeIn: ReadonlyMap<string, Kept> = before ? keptIn(before) : new Map();
  const room = makeRoom();
  const guardIn: ReadonlyMap<string, Kept> = guard ? keptIn(guard) : new Map();
  return entries.flatMap(({path}): Step[] => {
    const wanted = beforeIn.get(path);
    const now = presentAt(path);
    if (now && wanted && before && isAsKept(path, before, wanted, now, room)) return [];
    if (!now && !wanted) return [];
    const known = guardIn.get(path);
    const isKnown =
      now === undefined || (known !== undefined && guard !== undefined && isAsKept(path, guard, known, now, room));
    if (isKnown || now?.kind === 'folder') return [{path, wanted, now}];
    report.left.push({path: toText(path), why: 'it was changed since'});
    return [];
  });
}
