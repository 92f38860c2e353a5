import type {Command} from './command.js';

export const lockList: Command = {
  path: 'lock list',
  summary: 'list what is locked: by whom, for how long, and who waits for it',
  async run(call) {
    const {world} = await call.project();
    const {readLocks} = await import('../locks/list.js');
    const {damagedJson, lockJson, lockLines} = await import('./show-lock.js');
    const shown = readLocks(world);
    const lines = lockLines(world, shown);
    return {
      json: [...shown.locks.map((lock) => lockJson(world, lock)), ...shown.damaged.map(damagedJson)],
      text: lines.length > 0 ? lines.join('\n') : 'Nothing is locked.',
    };
  },
};
