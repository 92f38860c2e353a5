import {newPassword, newPasswordOption} from './ask-password.js';
import type {Command} from './command.js';

export const backupKeyPasswd: Command = {
  path: 'backup-key passwd',
  summary: 'change the password of the backup repository; other keys stay as they are',
  options: [newPasswordOption],
  examples: ['orkestra backup-key passwd', 'orkestra backup-key passwd --new-password-file ~/new-password'],
  async run(call) {
    const {world} = await call.project();
    const {changeBackupPassword} = await import('../backups/keys-of-project.js');
    const {plain} = await import('../plain.js');
    const {key, toChange} = await changeBackupPassword(world, process.env, () => newPassword(call));
    const next = toChange === undefined ? '' : ` Put it where the old one is: ${plain(toChange)}.`;
    return {json: {...key, toChange: toChange ?? null}, text: `The password was changed.${next}`};
  },
};
