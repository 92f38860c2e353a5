import type {Command} from './command.js';

export const backupKeyList: Command = {
  path: 'backup-key list',
  isDefault: true,
  summary: 'list the keys of the backup repository: each is a password that opens it',
  async run(call) {
    const {world} = await call.project();
    const {listBackupKeys} = await import('../backups/keys-of-project.js');
    const {alignColumns} = await import('./columns.js');
    const {showLocalTime} = await import('../local-time.js');
    const {plain} = await import('../plain.js');
    const keys = await listBackupKeys(world, process.env);
    const rows = keys.map(({id, username, hostname, createdAt, isCurrent}) => {
      const maker = plain(`${username}@${hostname}`);
      return [isCurrent ? '*' : ' ', id.slice(0, 8), maker, showLocalTime(createdAt)];
    });
    return {json: keys, text: `${alignColumns(rows)}\n* is the key in use.`};
  },
};
