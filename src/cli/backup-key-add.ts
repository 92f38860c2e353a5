import {newPassword, newPasswordOption} from './ask-password.js';
import type {Command} from './command.js';

export const backupKeyAdd: Command = {
  path: 'backup-key add',
  summary: 'let one more password open the backup repository',
  options: [newPasswordOption],
  examples: ['orkestra backup-key add', 'orkestra backup-key add --new-password-file ~/second-password'],
  async run(call) {
    const {world} = await call.project();
    const {addBackupKey} = await import('../backups/keys-of-project.js');
    const key = await addBackupKey(world, process.env, () => newPassword(call));
    return {json: key, text: `The key ${key.id.slice(0, 8)} opens the repository as well.`};
  },
};
