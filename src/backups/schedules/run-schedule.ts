import {resolve} from 'node:path';
import {ownBackupRun, startBackupRun} from '../../../state/backup-runs.js';
import {OrkestraError} from '../../../state/errors.js';
import {write} from '../../../state/write.js';
import {nearest} from '../../suggest.js';
import type {World} from '../../world.js';
import {forget, tryForget} from '../forget/forget.js';
import {whatGoes} from '../forget/plan.js';
import {backUp} from '../make/back-up.js';
import type {BackupCall} from '../make/order.js';
import type {BackupReport} from '../make/report.js';
import {parsePolicy} from '../retention/parse.js';
import {endRun} from './end-run.js';
import {readSchedules, type Schedule} from './schedule.js';

/** Undefined when the moment was answered by somebody else, or is over. */
export async function runSchedule(
  world: World,
  name: string,
  dueAt: number | undefined,
  call: BackupCall,
): Promise<BackupReport | undefined> {
  const schedule = findSchedule(world, name);
  const run = {schedule: name, dueAt: dueAt ?? world.now()};
  const isOurs = write(world.db, () =>
    dueAt === undefined
      ? startBackupRun(world.db, {...run, startedAt: world.now(), owner: world.owner})
      : ownBackupRun(world.db, run, world.owner),
  );
  if (!isOurs) return undefined;
  try {
    const report = await backUp(world, {paths: [resolve(world.paths.root, schedule.path)], name}, call);
    await forgetOld(world, schedule, call);
    const why = report.problemCount === 0 ? null : `${report.problemCount} files could not be read`;
    endRun(world, {...run, outcome: 'done', backup: report.id, operation: report.operation, why});
    return report;
  } catch (error) {
    endRun(world, {...run, outcome: 'failed', why: error instanceof Error ? error.message : String(error)});
    throw error;
  }
}

export function findSchedule({config}: Pick<World, 'config'>, name: string): Schedule {
  const schedules = readSchedules(config.backup.schedules);
  const found = schedules.find((one) => one.name === name);
  if (found) return found;
  const near = nearest(
    name,
    schedules.map((one) => one.name),
  );
  throw new OrkestraError('not-found', `There is no schedule ${JSON.stringify(name.slice(0, 80))}.`, {
    hint: near === undefined ? '`backup.schedules` in orkestra.yaml has them.' : `Did you mean \`${near}\`?`,
  });
}

/** The backup is made; that old ones stay for another day is no failure of it. */
async function forgetOld(world: World, {name, keep}: Schedule, {env}: BackupCall): Promise<void> {
  const policy = keep ?? parsePolicy(world.config.backup.keep);
  const order = {policy, filter: {name, host: world.processes.host}};
  try {
    const going = new Set(whatGoes(await tryForget(world, order, {env})).map(({id}) => id));
    if (going.size > 0) await forget(world, order, going, {env});
  } catch (error) {
    world.log.warning(`old backups of ${name} were not forgotten: ${error instanceof Error ? error.message : error}`);
  }
}
