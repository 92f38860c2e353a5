import {spawn} from 'node:child_process';
import {OrkestraError} from '../../state/errors.js';
import {thisProgram} from '../this-program.js';
import type {Answer, Call, Command} from './command.js';
import {wholeNumber} from './values.js';

export const demo: Command = {
  path: 'demo',
  summary: 'watch five scripted agents build a small program; needs no key',
  options: [
    {flags: '--speed N', help: 'so many times as fast'},
    {flags: '--lines', help: 'tell what happens line by line, and end when it is done'},
  ],
  examples: ['orkestra demo', 'orkestra demo --lines --speed 10'],
  goesOn: {without: ['--lines', '--json']},
  async run(call) {
    const speed = wholeNumber(call.options.speed, '--speed') ?? 1;
    if (speed < 1 || speed > 1000) throw new OrkestraError('invalid', '--speed is 1 to 1000.');
    const {makeDemo} = await import('../demo/make-project.js');
    const program = [process.execPath, thisProgram];
    const root = await makeDemo({program, speed});
    const hasScreen = call.openScreen !== undefined && !call.isJson && !call.options.lines;
    return hasScreen ? onScreen(call, program, root) : inWords(call, program, root);
  },
};

/** Who may work there is said in the demo's own folder. */
function ownCrew(): NodeJS.ProcessEnv {
  const {ORKESTRA_AGENTS: _, ...env} = process.env;
  return env;
}

/** The real control room, on the demo's folder. */
async function onScreen(call: Call, [node = '', ...args]: readonly string[], root: string): Promise<Answer> {
  const child = spawn(node, [...args, '--project-root', root], {env: ownCrew(), stdio: 'inherit'});
  await new Promise((resolve) => child.once('close', resolve));
  call.say(
    `The demo's folder is ${root}; \`orkestra --project-root ${root}\` opens it again. Delete it when you like.`,
  );
  return {exitCode: child.exitCode ?? 1};
}

async function inWords(call: Call, [node = '', ...args]: readonly string[], root: string): Promise<Answer> {
  const {openAt} = await import('../demo/open-at.js');
  const {sayYes} = await import('../demo/say-yes.js');
  const {readStory, tellStory} = await import('../demo/story.js');
  const tell = (text: string): void => void (call.isJson || call.print(text));
  tell(`Five scripted agents build a small program in ${root}.`);
  const project = await openAt(root);
  const stop = sayYes(project.world, tell);
  const child = spawn(node, [...args, 'run', '--until-idle', '--project-root', root], {
    env: ownCrew(),
    stdio: ['ignore', call.isJson ? 'ignore' : 'inherit', 'inherit'],
  });
  void call.interrupted.then(() => child.kill('SIGTERM'));
  await new Promise((resolve) => child.once('close', resolve));
  stop();
  const story = readStory(project.world);
  project.close();
  return {json: {root, ...story}, text: tellStory(story, root), exitCode: story.isDone ? 0 : 1};
}
