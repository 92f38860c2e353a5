import {OrkestraError} from '../../state/errors.js';
import type {Command} from './command.js';

/** What an attempt that works in the project folder starts with. */
export const guard: Command = {
  path: 'guard',
  args: '<task> <attempt>',
  summary: 'keep what an attempt may touch',
  isHidden: true,
  async run(call) {
    const {world} = await call.project();
    const {guardAttempt} = await import('../backups/guard/guard.js');
    const [task, attempt] = call.args.map(Number);
    if (!Number.isSafeInteger(task) || !Number.isSafeInteger(attempt))
      throw new OrkestraError('invalid', 'A task and an attempt are numbers.');
    const stopping = new AbortController();
    void call.interrupted.then(() => stopping.abort(new OrkestraError('unavailable', 'The backup was interrupted.')));
    const {actingAs} = await import('../world.js');
    const end = await guardAttempt(actingAs(world, 'engine'), task ?? 0, attempt ?? 0, {
      env: process.env,
      signal: stopping.signal,
    });
    // The output belongs to the work; only what the person should know stands there too.
    if (end.why !== null) call.say(`[a backup was taken first: ${end.why}]`);
    return {};
  },
};
