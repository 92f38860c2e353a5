import {OrkestraError} from '../../state/errors.js';
import type {Command} from './command.js';

/** What an engine starts for each attempt of an agent. */
export const work: Command = {
  path: 'work',
  args: '<task> <attempt>',
  summary: 'do the work of one attempt',
  isHidden: true,
  async run(call) {
    const {world} = await call.project();
    const {workOn} = await import('../agents/work.js');
    const [task, attempt] = call.args.map(Number);
    if (!Number.isSafeInteger(task) || !Number.isSafeInteger(attempt))
      throw new OrkestraError('invalid', 'A task and an attempt are numbers.');
    const stopping = new AbortController();
    void call.interrupted.then(() => stopping.abort());
    const end = await workOn(
      world,
      {task: task ?? 0, attempt: attempt ?? 0},
      (text) => call.print(text),
      stopping.signal,
    );
    return {exitCode: end.isOk ? 0 : 1};
  },
};
