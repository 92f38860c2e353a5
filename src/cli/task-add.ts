import type {Command} from './command.js';
import {readTaskOptions, taskOptions} from './task-options.js';

export const taskAdd: Command = {
  path: 'task add',
  args: '<title>',
  summary: 'add a task to the queue',
  options: taskOptions,
  examples: [
    "orkestra task add 'Run the tests' --run 'npm test' --timeout 10m",
    "orkestra task add 'Add JWT login' --file 'src/auth/**' --priority high --after 3",
  ],
  async run(call) {
    const draft = {...(await readTaskOptions(call.options)), title: call.args[0] ?? ''};
    const {checkDraft} = await import('../tasks/draft.js');
    checkDraft(draft);
    const {world} = await call.project({create: true});
    const {addTask} = await import('../tasks/add.js');
    const {findTask} = await import('../tasks/find.js');
    const {queueFacts, taskJson} = await import('../tasks/describe.js');
    const {taskLine} = await import('./show-task.js');
    const task = findTask(world, addTask(world, draft));
    return {json: taskJson(world, task), text: taskLine(world, task, queueFacts(world))};
  },
};
