import {OrkestraError} from '../../state/errors.js';
import {type TaskState, taskStates} from '../../state/task-states.js';
import {listTasks} from '../../state/tasks.js';
import {queueFacts, taskJson} from '../tasks/describe.js';
import type {Command} from './command.js';
import {taskLine} from './show-task.js';
import {listOf, textOf, wholeNumber} from './values.js';

export const taskList: Command = {
  path: 'task list',
  summary: 'list tasks',
  options: [
    {flags: '-s, --state STATE,..', help: 'only these', choices: taskStates, isList: true},
    {flags: '--agent NAME', help: 'only of this agent'},
    {flags: '--text TEXT', help: 'only with this text in title or instructions'},
    {flags: '--limit N', help: 'at most so many'},
  ],
  async run(call) {
    const {world} = await call.project();
    const {options} = call;
    const limit = wholeNumber(options.limit, '--limit');
    const agent = textOf(options.agent);
    const text = textOf(options.text);
    const states = listOf(options.state)?.map(checkState);
    const tasks = listTasks(world.db, {
      ...(states && {states}),
      ...(agent !== undefined && {agent}),
      ...(text !== undefined && {text}),
      ...(limit !== undefined && {limit}),
    });
    const facts = queueFacts(world);
    if (call.isJson) return {json: tasks.map((task) => taskJson(world, task, facts))};
    if (tasks.length === 0) return {text: 'No tasks. `orkestra task add TITLE` adds one.'};
    return {text: tasks.map((task) => taskLine(world, task, facts)).join('\n')};
  },
};

function checkState(word: string): TaskState {
  const state = taskStates.find((one) => one === word);
  if (state) return state;
  throw new OrkestraError('invalid', `${JSON.stringify(word)} is no state of a task: it is ${taskStates.join(', ')}.`);
}
