import {OrkestraError} from '../../state/errors.js';
import {eventsFile} from '../../state/output.js';
import {plain} from '../plain.js';
import {safeJson} from '../safe-json.js';
import type {World} from '../world.js';
import type {Call, Command} from './command.js';
import {taskId, wholeNumber} from './values.js';

const LOOK_EVERY_MS = 100;

export const taskTranscript: Command = {
  path: 'task transcript',
  args: '<id>',
  summary: 'print what an agent was told, what it did and said, and what it took',
  goesOn: {with: ['-f', '--follow']},
  options: [
    {flags: '-f, --follow', help: 'go on until the attempt ends'},
    {flags: '--attempt N', help: 'of this attempt; the newest when not given'},
  ],
  examples: ['orkestra task transcript 12 --attempt 1'],
  async run(call) {
    const id = taskId(call.args[0]);
    const {world} = await call.project();
    const {findTask} = await import('../tasks/find.js');
    const task = findTask(world, id);
    const number = wholeNumber(call.options.attempt, '--attempt') ?? task.attempt;
    const {attempt} = await find(world, id, number);
    if (!call.isJson) call.print(`#${id} ${plain(task.title)}: attempt ${number} by ${attempt.agent}`);
    await printEvents(call, world, {id, number});
    const {attempt: end} = await find(world, id, number);
    const {endJson, endText} = await import('./show-transcript.js');
    call.print(call.isJson ? safeJson(endJson(end)) : endText(end, world.now()));
    return undefined;
  },
};

async function find(world: World, id: number, number: number) {
  const {findTask} = await import('../tasks/find.js');
  const {isOfAgent, listAttempts} = await import('../agents/attempts.js');
  const task = findTask(world, id);
  const attempt = listAttempts(world, task).find((one) => one.attempt === number);
  if (attempt && isOfAgent(attempt)) return {attempt};
  if (task.attempt === 0) throw none(`Task #${id} has not run yet, so it has no transcript.`);
  if (number > task.attempt) throw none(`Task #${id} has only ${task.attempt} attempts.`);
  if (!attempt) throw none(`Task #${id} has no attempt ${number}.`);
  throw none(
    `Attempt ${number} of task #${id} was a command, which leaves no transcript.`,
    `\`orkestra task logs ${id} --attempt ${number}\` prints its output.`,
  );
}

const none = (message: string, hint?: string): OrkestraError =>
  new OrkestraError('not-found', message, hint === undefined ? {} : {hint});

async function printEvents(call: Call, world: World, {id, number}: {id: number; number: number}): Promise<void> {
  const {readTask} = await import('../../state/tasks.js');
  const {eventReader} = await import('../agents/read-events.js');
  const {eventText} = await import('./show-transcript.js');
  let isOver = false;
  void call.interrupted.then(() => {
    isOver = true;
  });
  const look = eventReader(eventsFile(world.paths.runs, id, number), (line) => {
    const shown = call.isJson ? safeJson(line) : eventText(line);
    if (shown !== '') call.print(shown);
  });
  for (;;) {
    const task = readTask(world.db, id);
    const isRunning = task?.state === 'running' && task.attempt === number;
    if (look()) continue;
    if (!call.options.follow || !isRunning || isOver) return;
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}
