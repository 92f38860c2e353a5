import type {Command} from './command.js';

export const lockClean: Command = {
  path: 'lock clean',
  summary: 'remove locks whose owner is gone or whose lease is over, and say which and why',
  async run(call) {
    const {world} = await call.project();
    const {cleanLocks} = await import('../locks/clean.js');
    const {showHolder} = await import('../locks/take.js');
    const {plain} = await import('../plain.js');
    const cleaned = cleanLocks(world);
    const lines = cleaned.map(
      (lock) => `removed ${plain(lock.id)}, held by ${plain(showHolder(lock.holder))}: ${plain(lock.why)}`,
    );
    return {json: cleaned, text: lines.length > 0 ? lines.join('\n') : 'Nothing was stale.'};
  },
};
