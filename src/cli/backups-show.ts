import {show} from './backups-list.js';
import type {Command} from './command.js';

export const backupsShow: Command = {
  path: 'backups show',
  args: '<backup>',
  summary: 'show all that is known of one backup: a name, an id, `latest`, or `latest~1` for the one before',
  examples: ['orkestra backups show latest'],
  run: (call) => show(call, call.args[0] ?? ''),
};
