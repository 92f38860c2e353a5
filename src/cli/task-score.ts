import type {Command} from './command.js';
import {taskId} from './values.js';

export const taskScore: Command = {
  path: 'task score',
  args: '<id>',
  summary: 'show who suits a task best, with the arithmetic',
  async run(call) {
    const {world} = await call.project();
    const {findTask} = await import('../tasks/find.js');
    const {readCrew} = await import('../agents/crew.js');
    const {scoreAll} = await import('../agents/choose.js');
    const {scoreLines} = await import('../agents/tell-score.js');
    const task = findTask(world, taskId(call.args[0]));
    const scored = scoreAll(task, readCrew(world));
    return {json: scored, text: scoreLines(scored).join('\n')};
  },
};
