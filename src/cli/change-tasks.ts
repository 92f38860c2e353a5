import {OrkestraError} from '../../state/errors.js';
import type {Task} from '../../state/tasks.js';
import {queueFacts, taskJson} from '../tasks/describe.js';
import type {World} from '../world.js';
import type {Answer, Call} from './command.js';
import {taskLine} from './show-task.js';
import {taskId} from './values.js';

/**
 * Does one thing to each of the tasks named. What is refused for one does not stop the others; each refusal is said,
 * and the exit code tells that there was one.
 */
export async function changeTasks(
  call: Call,
  change: (world: World, id: number) => Task | Promise<Task>,
  done?: string,
): Promise<Answer> {
  const ids = [...call.args, ...call.rest].filter((text) => text !== undefined).map(taskId);
  const {world} = await call.project();
  const changed: Task[] = [];
  const refusals: OrkestraError[] = [];
  for (const id of new Set(ids)) {
    try {
      changed.push(await change(world, id));
    } catch (error) {
      if (!(error instanceof OrkestraError) || ids.length === 1) throw error;
      refusals.push(error);
    }
  }
  for (const {message} of refusals) call.say(message);
  const facts = queueFacts(world);
  const shown = changed.map((task) => (done ? `#${task.id} ${done}` : taskLine(world, task, facts)));
  const json = changed.map((task) => taskJson(world, task, facts));
  return {json: ids.length === 1 ? json[0] : json, text: shown.join('\n'), exitCode: refusals.length > 0 ? 1 : 0};
}
