import {OrkestraError} from '../../state/errors.js';
import type {DiffLine, DiffPart} from '../workspaces/diff-text.js';
import type {Command} from './command.js';
import {taskId} from './values.js';

export const taskDiff: Command = {
  path: 'task diff',
  args: '<id>',
  summary: 'show what a task changed in its worktree: while it runs, in review, and after it was merged',
  options: [{flags: '--stat', help: 'only which files, and how many lines'}],
  async run(call) {
    const id = taskId(call.args[0]);
    const {world} = await call.project();
    const {findTask} = await import('../tasks/find.js');
    const {readDiff} = await import('../workspaces/diff.js');
    const {diffLines, statLines} = await import('../workspaces/diff-text.js');
    const isShort = call.options.stat === true;
    const answer = await readDiff(world, id, {isShort});
    if (!answer.ok) {
      findTask(world, id);
      throw new OrkestraError('not-found', answer.why);
    }
    const {diff} = answer;
    if (call.isJson) return {json: {task: id, ...diff}};
    const hasColor = call.isTerminal && !process.env.NO_COLOR && process.env.TERM !== 'dumb';
    for (const line of isShort ? statLines(diff) : diffLines(diff)) call.print(hasColor ? colored(line) : line.text);
    return undefined;
  },
};

/** As git does it. */
const codes: Readonly<Record<DiffPart, string>> = {
  title: '1',
  head: '1',
  warning: '33',
  hunk: '36',
  added: '32',
  removed: '31',
  note: '2',
  same: '',
};

const colored = ({part, text}: DiffLine): string =>
  codes[part] === '' ? text : `\u001b[${codes[part]}m${text}\u001b[0m`;
