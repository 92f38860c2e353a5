import {OrkestraError} from '../../state/errors.js';
import {outputFile, readSince} from '../../state/output.js';
import {plain} from '../plain.js';
import {safeJson} from '../safe-json.js';
import type {World} from '../world.js';
import type {Call, Command} from './command.js';
import {taskId, wholeNumber} from './values.js';

const LOOK_EVERY_MS = 100;

export const taskLogs: Command = {
  path: 'task logs',
  args: '<id>',
  summary: 'print the output of a task',
  goesOn: {with: ['-f', '--follow']},
  options: [
    {flags: '-f, --follow', help: 'go on until the task ends'},
    {flags: '--attempt N', help: 'of this attempt; the newest when not given'},
  ],
  async run(call) {
    const id = taskId(call.args[0]);
    const {world} = await call.project();
    const {findTask} = await import('../tasks/find.js');
    const task = findTask(world, id);
    const attempt = wholeNumber(call.options.attempt, '--attempt') ?? task.attempt;
    if (attempt === 0) throw new OrkestraError('not-found', `Task #${id} has not run yet, so it has no output.`);
    if (attempt > task.attempt) throw new OrkestraError('not-found', `Task #${id} has only ${task.attempt} attempts.`);
    const file = outputFile(world.paths.runs, id, attempt);
    if (call.isJson && !call.options.follow) {
      return {json: {id, attempt, output: readAll(file)}};
    }
    await printLog(call, world, {id, attempt, file});
    return undefined;
  },
};

function readAll(file: string): string {
  const chunks: Buffer[] = [];
  for (let from = 0; ; ) {
    const read = readSince(file, from);
    if (!read || read.chunk.length === 0) return Buffer.concat(chunks).toString('utf8');
    chunks.push(read.chunk);
    from = read.next;
  }
}

/** The bytes go out as they are when nobody looks; a terminal gets no control sequences of a command. */
async function printLog(
  call: Call,
  world: World,
  {id, attempt, file}: {id: number; attempt: number; file: string},
): Promise<void> {
  const {readTask} = await import('../../state/tasks.js');
  let isOver = false;
  void call.interrupted.then(() => {
    isOver = true;
  });
  const show = outputWriter(call);
  for (let from = 0; ; ) {
    const task = readTask(world.db, id);
    const isRunning = task?.state === 'running' && task.attempt === attempt;
    const read = readSince(file, from);
    if (read && read.chunk.length > 0) {
      show(read.chunk);
      from = read.next;
      continue;
    }
    if (!call.options.follow || !isRunning || isOver) return show.end();
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}

function outputWriter(call: Call): ((chunk: Buffer) => void) & {end(): void} {
  const decoder = new TextDecoder();
  let rest = '';
  const shown = (line: string): string => (call.isTerminal ? plain(line) : line);
  const lines = (text: string): void => {
    const all = (rest + text).split('\n');
    rest = all.pop() ?? '';
    for (const line of all) call.print(call.isJson ? safeJson({type: 'output', line}) : shown(line));
  };
  const write = (chunk: Buffer): void => lines(decoder.decode(chunk, {stream: true}));
  return Object.assign(write, {
    end() {
      if (rest !== '') lines('\n');
      if (call.isJson) call.print(safeJson({type: 'end'}));
    },
  });
}
