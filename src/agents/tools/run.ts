import {stripVTControlCharacters} from 'node:util';
import {z} from 'zod';
import {OrkestraError} from '../../../state/errors.js';
import type {AgentAnswer} from '../agent.js';
import {secretNames} from '../env.js';
import {type Left, startFamily} from '../family.js';
import {makeExcerpt} from './excerpt.js';
import {inFolder} from './held.js';
import {findPlace} from './place.js';
import {type Desk, makeTool} from './tool.js';

const DEFAULT_S = 120;
const LONGEST_S = 1800;
const FIRST_CHARACTERS = 8000;
const LAST_CHARACTERS = 16_000;

/**
 * A command can leave the folder by nature: it has all that the person who started us has. So it is asked about each time,
 * by whoever answers for it, a person or a policy; and where nobody can be asked it is refused.
 */
export const run = makeTool({
  name: 'run',
  description: `Runs a shell command, after asking for leave. It has no input, and ends after ${DEFAULT_S} seconds unless told otherwise. What it leaves running is ended.`,
  input: z.object({
    command: z.string().min(1).describe('For /bin/sh'),
    path: z.string().optional().describe('The folder to run it in; without it that of the task'),
    seconds: z.int().min(1).max(LONGEST_S).optional().describe('How long it may take'),
  }),
  subject: ({command}) => command,
  async use({command, path = '.', seconds = DEFAULT_S}, desk) {
    const {path: cwd, name, parts} = await findPlace(desk.root, path, 'read');
    await inFolder(desk.root, parts, 'only if there', async () => {});
    await askFor(command, name, desk);
    return runCommand(command, cwd, seconds, desk);
  },
});

async function askFor(command: string, folder: string, {ask, signal}: Desk): Promise<void> {
  if (!ask)
    throw new OrkestraError('refused', 'Commands are not permitted here: nobody can be asked.', {
      hint: 'Use read, edit, write, list and search, and say in the end what should be run.',
    });
  const question = {tool: 'run', subject: command, ...(folder !== '.' && {detail: `in ${folder}`})};
  const answer = await unlessStopped(ask(question), signal);
  if (!answer.isAllowed) throw new OrkestraError('refused', `This command is not permitted: ${answer.why}`);
}

/** A person may take hours to answer, and the run may be stopped meanwhile. */
async function unlessStopped(asked: Promise<AgentAnswer>, signal: AbortSignal): Promise<AgentAnswer> {
  let stop = (): void => {};
  const stopped = new Promise<AgentAnswer>((resolve) => {
    stop = () => resolve({isAllowed: false, why: 'the run was stopped'});
    signal.addEventListener('abort', stop, {once: true});
  });
  if (signal.aborted) stop();
  return Promise.race([asked, stopped]).finally(() => signal.removeEventListener('abort', stop));
}

async function runCommand(command: string, cwd: string, seconds: number, {env, signal}: Desk): Promise<string> {
  if (signal.aborted) throw new OrkestraError('refused', 'It was stopped.');
  const output = makeExcerpt(FIRST_CHARACTERS, LAST_CHARACTERS);
  const family = startFamily({
    ...{file: '/bin/sh', args: ['-c', command], cwd, env: withoutSecrets(env), input: undefined},
    ...{onOut: output.feed, onErr: output.feed},
  });
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    family.stop();
  }, seconds * 1000);
  signal.addEventListener('abort', family.stop, {once: true});
  const left = await family.left.finally(() => {
    clearTimeout(timer);
    signal.removeEventListener('abort', family.stop);
  });
  const text = stripVTControlCharacters(output.text()).trimEnd();
  const how = isLate ? `It was ended after ${seconds} s.` : howItLeft(left);
  if (how !== undefined) throw new OrkestraError('invalid', [how, text].filter((part) => part !== '').join('\n'));
  return text === '' ? 'It succeeded and said nothing.' : text;
}

function howItLeft({exitCode, signal, error}: Left): string | undefined {
  if (error) return `It could not be started: ${error.message}.`;
  if (signal !== null) return `It was ended by ${signal}.`;
  return exitCode === 0 ? undefined : `It left with exit code ${exitCode}.`;
}

/** Nothing that waits for a person, and no key: what a command prints goes to the vendor. */
function withoutSecrets(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const rest = Object.entries(env).filter(([name]) => !secretNames.includes(name));
  return {...Object.fromEntries(rest), NO_COLOR: '1', PAGER: 'cat', GIT_PAGER: 'cat', GIT_TERMINAL_PROMPT: '0'};
}
