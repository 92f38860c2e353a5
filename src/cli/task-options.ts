import {OrkestraError} from '../../state/errors.js';
import type {TaskDraft} from '../tasks/draft.js';
import {priorityNames} from '../tasks/priority.js';
import type {OptionSpec, Options} from './command.js';
import {durationMs, listOf, taskIds, textOf, wholeNumber} from './values.js';

/** The fields of a task as options, the same for `task add` and `task edit`. */
export const taskOptions: readonly OptionSpec[] = [
  {flags: '-i, --instructions TEXT', help: 'what to do, in full; - reads it from standard input'},
  {flags: '-r, --run CMD', help: 'a command for the shell; then no agent is needed'},
  {flags: '--check CMD', help: 'a command that must succeed before the task counts as done'},
  {
    flags: '-p, --priority LEVEL',
    help: 'urgent, high, normal, low or 1 (first) to 9 (last)',
    suggest: Object.keys(priorityNames),
  },
  {flags: '-a, --after ID,..', help: 'start when these tasks are done', isList: true},
  {flags: '--after-ended ID,..', help: 'start when these tasks have ended, however they ended', isList: true},
  {flags: '--agent NAME', help: 'only this agent; `me` when a person is to do it'},
  {flags: '--skill NAME,..', help: 'what the agent must be good at', isList: true},
  {flags: '-f, --file GLOB,..', help: 'files it changes; they are locked while it runs', isList: true},
  {flags: '--input PATH,..', help: 'files it needs', isList: true},
  {flags: '--output PATH,..', help: 'files it makes', isList: true},
  {flags: '--retries N', help: 'how often it is tried again after a failure'},
  {flags: '--timeout TIME', help: 'stop it when it runs longer, such as 10m'},
  {flags: '--budget AMOUNT', help: 'stop it when it costs more, such as 2usd or 200ktok'},
  {flags: '--workspace KIND', help: 'where it works', choices: ['shared', 'worktree']},
  {flags: '--review WHO', help: 'who looks at the result before it counts', choices: ['none', 'human', 'vote']},
  {flags: '--node NAME', help: 'the machine it runs on, or any'},
  {flags: '--category NAME', help: 'a word to group tasks by'},
];

/** Only what was given, so that an edit leaves the rest alone. */
export async function readTaskOptions(options: Options): Promise<Partial<TaskDraft>> {
  const instructions = textOf(options.instructions);
  const draft: Partial<TaskDraft> = {
    instructions: instructions === '-' ? await readStandardInput() : instructions,
    run: textOf(options.run),
    check: textOf(options.check),
    priority: textOf(options.priority),
    after: taskIds(options.after),
    afterEnded: taskIds(options.afterEnded),
    agent: textOf(options.agent),
    skills: listOf(options.skill),
    files: listOf(options.file),
    inputs: listOf(options.input),
    outputs: listOf(options.output),
    retries: wholeNumber(options.retries, '--retries'),
    timeoutMs: durationMs(options.timeout, '--timeout'),
    budget: textOf(options.budget),
    workspace: textOf(options.workspace) as TaskDraft['workspace'],
    review: textOf(options.review) as TaskDraft['review'],
    node: textOf(options.node),
    category: textOf(options.category),
  };
  return Object.fromEntries(Object.entries(draft).filter(([, value]) => value !== undefined)) as Partial<TaskDraft>;
}

const MOST_INPUT_BYTES = 1_000_000;

export async function readStandardInput(): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of process.stdin) {
    const piece = Buffer.from(chunk as Uint8Array);
    bytes += piece.length;
    if (bytes > MOST_INPUT_BYTES)
      throw new OrkestraError('invalid', `Standard input is longer than ${MOST_INPUT_BYTES} bytes.`);
    chunks.push(piece);
  }
  return Buffer.concat(chunks).toString('utf8');
}
