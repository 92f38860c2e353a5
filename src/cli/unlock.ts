import type {Command} from './command.js';

export const unlock: Command = {
  path: 'unlock',
  summary: 'remove the locks that dead processes left in the backup repository',
  options: [{flags: '--all', help: 'also those of processes that may be at work; only when you know that none is'}],
  async run(call) {
    const {world} = await call.project();
    const {unlockBackups} = await import('../backups/keys-of-project.js');
    const {plain} = await import('../plain.js');
    const {removed, left} = await unlockBackups(world, process.env, call.options.all === true);
    const lines = [
      ...removed.map(({holder, why}) => `removed the lock of ${plain(holder)}: ${plain(why)}`),
      ...left.map(({holder, why}) => `the lock of ${plain(holder)} stays: ${plain(why)}`),
    ];
    return {json: {removed, left}, text: lines.length > 0 ? lines.join('\n') : 'The repository has no locks.'};
  },
};
