import {realpathSync} from 'node:fs';
import type {RollbackReport} from '../backups/rollback/roll-back.js';
import type {World} from '../world.js';
import type {Answer, Call, Command} from './command.js';
import {canAsk, confirm} from './confirm.js';
import {showRollback} from './show-rollback.js';
import {stopping} from './stopping.js';
import {taskId, textOf, wholeNumber} from './values.js';

export const taskRollback: Command = {
  path: 'task rollback',
  args: '<id>',
  summary: 'put the files back that a task changed, made or deleted in the project folder',
  options: [
    {flags: '--attempt N', help: 'to before this attempt; the newest when not given'},
    {flags: '--all', help: 'also what others touched after the attempt ended'},
    {flags: '--undo', help: 'take the last rollback of the task back'},
    {flags: '--dry-run', help: 'only say what would be put back, with a diff'},
    {flags: '--yes', help: 'do it without asking'},
  ],
  examples: ['orkestra task rollback 12 --dry-run', 'orkestra task rollback 12 --undo'],
  run: rollBackForPerson,
};

async function rollBackForPerson(call: Call): Promise<Answer> {
  const {options} = call;
  const {world} = await call.project();
  const task = taskId(call.args[0]);
  const signal = stopping(call, 'The rollback');
  const backupCall = {env: process.env, signal};
  if (options.undo === true) {
    const {takeRollbackBack} = await import('../backups/rollback/undo-rollback.js');
    return answerOf(world, await takeRollbackBack(world, task, backupCall), 'undone');
  }
  const attempt = textOf(options.attempt) === undefined ? undefined : wholeNumber(options.attempt, '--attempt');
  const request = {task, attempt, takesLater: options.all === true};
  const {rollBack, tryRollBack} = await import('../backups/rollback/roll-back.js');
  if (options.yes !== true || options.dryRun === true) {
    const preview = await tryRollBack(world, request, backupCall);
    const asked = answerOf(world, preview, 'asked');
    if (options.dryRun === true || preview.changes.length === 0) return asked;
    if (!canAsk(call)) return {...asked, text: `${asked.text}\nNothing was put back: add --yes.`, exitCode: 1};
    call.print(asked.text ?? '');
    if (!(await confirm(call, 'Put it back?'))) return {text: 'Nothing was put back.', exitCode: 1};
  }
  return answerOf(world, await rollBack(world, request, backupCall), 'done');
}

const answerOf = (
  {paths}: Pick<World, 'paths'>,
  report: RollbackReport & {diff?: string | undefined},
  how: 'asked' | 'done' | 'undone',
): Answer => ({
  json: {...report, isDry: how === 'asked'},
  text: showRollback(report, how, realpathSync(paths.root)),
  exitCode: report.left.length > 0 && how !== 'asked' ? 1 : 0,
});
