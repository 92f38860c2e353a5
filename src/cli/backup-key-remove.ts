import type {Command} from './command.js';

export const backupKeyRemove: Command = {
  path: 'backup-key remove',
  args: '<key>',
  summary: 'take a key away: its password opens the backup repository no more',
  examples: ['orkestra backup-key remove 8f2c01aa'],
  async run(call) {
    const {world} = await call.project();
    const {removeBackupKey} = await import('../backups/keys-of-project.js');
    const key = await removeBackupKey(world, process.env, call.args[0] ?? '');
    return {json: key, text: `The key ${key.id.slice(0, 8)} is gone.`};
  },
};
