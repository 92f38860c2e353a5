import {OrkestraError} from '../../state/errors.js';
import type {Command} from './command.js';
import {lastLine, makeProgressLine} from './progress-line.js';
import {textOf} from './values.js';

export const scheduleRun: Command = {
  path: 'schedule run',
  args: '<name>',
  summary: 'make the backup of a schedule now, and forget old ones of it as the schedule says',
  options: [{flags: '--due MS', help: 'the moment it answers; engines say it'}],
  examples: ['orkestra schedule run nightly'],
  async run(call) {
    const [name = ''] = call.args;
    const dueAt = momentOf(textOf(call.options.due));
    const {world} = await call.project();
    const {runSchedule} = await import('../backups/schedules/run-schedule.js');
    const {showBackupMade} = await import('./show-backup.js');
    const {stopping} = await import('./stopping.js');
    const {actingAs} = await import('../world.js');
    const line = makeProgressLine(call);
    const backupCall = {env: process.env, signal: stopping(call, 'The backup'), onProgress: line.tell};
    try {
      const actor = dueAt === undefined ? world : actingAs(world, 'engine');
      const report = await runSchedule(actor, name, dueAt, backupCall);
      line.end();
      if (!report) return lastLine(call, {isAnswered: true}, 'That moment was answered already.', 0);
      return lastLine(call, report, showBackupMade(report), report.problemCount > 0 ? 1 : 0);
    } finally {
      line.end();
    }
  },
};

function momentOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const at = Number(text);
  if (Number.isSafeInteger(at) && at > 0) return at;
  throw new OrkestraError('invalid', `--due takes a moment in milliseconds, not ${JSON.stringify(text.slice(0, 80))}.`);
}
