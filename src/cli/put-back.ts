import {OrkestraError} from '../../state/errors.js';
import type {Command} from './command.js';
import {stopping} from './stopping.js';

/** What an engine starts for an attempt that failed, where `backup.rollback` is auto. */
export const putBack: Command = {
  path: 'put-back',
  args: '<task> <attempt>',
  summary: 'put back what an attempt did',
  isHidden: true,
  async run(call) {
    const {world} = await call.project();
    const {putBackEnded} = await import('../backups/rollback/put-back-ended.js');
    const {actingAs} = await import('../world.js');
    const [task, attempt] = call.args.map(Number);
    if (!Number.isSafeInteger(task) || !Number.isSafeInteger(attempt))
      throw new OrkestraError('invalid', 'A task and an attempt are numbers.');
    const backupCall = {env: process.env, signal: stopping(call, 'The rollback')};
    const isWhole = await putBackEnded(actingAs(world, 'engine'), task ?? 0, attempt ?? 0, backupCall);
    return {exitCode: isWhole ? 0 : 1};
  },
};
