import {OrkestraError} from '../../state/errors.js';
import {priorityNames} from '../tasks/priority.js';
import type {Place} from '../tasks/reorder.js';
import {changeTasks} from './change-tasks.js';
import type {Command, Options} from './command.js';
import {taskId, textOf} from './values.js';

export const taskMove: Command = {
  path: 'task move',
  args: '<id>',
  summary: 'put a task at another place of the queue, or give it another priority',
  options: [
    {flags: '--first', help: 'before all others'},
    {flags: '--last', help: 'after all others'},
    {flags: '--before ID', help: 'right before this task'},
    {flags: '--behind ID', help: 'right behind this task'},
    {
      flags: '-p, --priority LEVEL',
      help: 'urgent, high, normal, low or 1 (first) to 9 (last)',
      suggest: Object.keys(priorityNames),
    },
  ],
  examples: ['orkestra task move 12 --first'],
  async run(call) {
    const priority = textOf(call.options.priority);
    const place = placeFrom(call.options);
    if ((place === undefined) === (priority === undefined)) {
      throw new OrkestraError('invalid', 'Say one of --first, --last, --before ID, --behind ID or --priority LEVEL.');
    }
    const {prioritizeTask, reorderTask} = await import('../tasks/reorder.js');
    return changeTasks(call, (world, id) =>
      place ? reorderTask(world, id, place) : prioritizeTask(world, id, priority ?? ''),
    );
  },
};

function placeFrom({first, last, before, behind}: Options): Place | undefined {
  const places: Place[] = [];
  if (first) places.push({first: true});
  if (last) places.push({last: true});
  if (before) places.push({before: taskId(textOf(before))});
  if (behind) places.push({after: taskId(textOf(behind))});
  if (places.length > 1) throw new OrkestraError('invalid', 'Only one place can be given.');
  return places[0];
}
