import {outputFile, readTail} from '../../state/output.js';
import {plain} from '../plain.js';
import type {Command} from './command.js';
import {taskId} from './values.js';

const SHOWN_OUTPUT_BYTES = 2000;

export const taskShow: Command = {
  path: 'task show',
  args: '<id>',
  summary: 'show one task: why it waits, its attempts, the end of its output',
  async run(call) {
    const id = taskId(call.args[0]);
    const {world} = await call.project();
    const {findTask} = await import('../tasks/find.js');
    const {wholeTaskJson} = await import('../tasks/describe.js');
    const {taskText} = await import('./show-task.js');
    const task = findTask(world, id);
    if (call.isJson) return {json: wholeTaskJson(world, task)};
    const output =
      task.attempt > 0 ? readTail(outputFile(world.paths.runs, id, task.attempt), SHOWN_OUTPUT_BYTES) : undefined;
    const shown = output
      ? `\n\noutput of attempt ${task.attempt}\n${output
          .trimEnd()
          .split('\n')
          .map((line) => `  ${plain(line)}`)
          .join('\n')}`
      : '';
    return {text: taskText(world, task) + shown};
  },
};
