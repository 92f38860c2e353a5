import {resolve} from 'node:path';
import type {Command} from './command.js';

export const taskExport: Command = {
  path: 'task export',
  args: '[file]',
  summary: 'write all tasks as one JSON document, to a file or to stdout',
  examples: ['orkestra task export tasks.json', 'orkestra task export | ssh other orkestra task import -'],
  async run(call) {
    const file = call.args[0];
    const {world} = await call.project();
    const {exportTasks} = await import('../tasks/export.js');
    if (file === undefined || file === '-') {
      for (const line of exportTasks(world)) call.print(line);
      return undefined;
    }
    const {writeLines} = await import('../write-lines.js');
    const {countTasks} = await import('../../state/task-counts.js');
    writeLines(resolve(file), exportTasks(world));
    const tasks = Object.values(countTasks(world.db)).reduce((sum, count) => sum + count, 0);
    return {json: {file, tasks}, text: `${tasks} tasks written to ${file}.`};
  },
};
