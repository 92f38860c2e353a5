import {execFileSync, spawnSync} from 'node:child_process';
import {readdirSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {TaskQueue} from '../../src/api.js';
import {answerOf, orkestra, orkestraWith} from '../support/program.js';
import {hasTmux, openTerminal, program} from '../support/terminal.js';
import {scratch} from '../support/world.js';
import {ids, sampleProjects} from './sample-project.js';

const copySample = sampleProjects();
const shell = (dir: string, line: string) =>
  spawnSync('bash', ['-o', 'pipefail', '-c', line.replaceAll('orkestra', `${process.execPath} ${program}`)], {
    cwd: dir,
    encoding: 'utf8',
  });

/** The readings of the machine are others at every look. */
const steady = (text: string): string => text.replace(/^health: .*$/m, 'health');

test('without a terminal `orkestra` prints the status and ends with 0', async () => {
  // O-49
  const dir = copySample();
  const alone = shell(dir, 'orkestra | cat');
  expect(alone).toMatchObject({status: 0, stderr: ''});
  expect(alone.stdout).toMatch(/^engine: not running/m);
  expect(alone.stdout).toMatch(/needs you\n +#3 +Needs a look/);
  expect(steady((await orkestra(dir, '--status')).out)).toBe(steady(alone.stdout));
  expect(steady((await orkestra(dir, 'status')).out)).toBe(steady(alone.stdout));
  expect(await answerOf(dir)).toMatchObject({
    tasks: {done: 1, failed: 1, review: 1, ready: 1, waiting: 1, cancelled: 1},
  });
});

test('in a folder that is no project it says what to do, and ends with 0', async () => {
  const ran = await orkestra(scratch());
  expect(ran).toMatchObject({code: 0, err: ''});
  expect(ran.out).toMatch(/There is no orkestra project in .*\nRun `orkestra init`/);
});

test('help and version end with 0 and go to stdout', async () => {
  // O-49, O-142
  const dir = scratch();
  const {version} = JSON.parse(execFileSync('cat', ['package.json'], {encoding: 'utf8'})) as {version: string};
  expect(await orkestra(dir, '--version')).toMatchObject({code: 0, out: `${version}\n`, err: ''});
  for (const words of [['--help'], ['help'], ['task', '--help'], ['task', 'add', '--help'], ['audit', '-h']]) {
    const ran = await orkestra(dir, ...words);
    expect(ran, words.join(' ')).toMatchObject({code: 0, err: ''});
    expect(ran.out).toMatch(/^Usage: orkestra/);
  }
  expect((await orkestra(dir, '--help')).out).toContain('`orkestra --status` is `orkestra status`');
  expect((await orkestra(dir, 'task', 'add', '--help')).out).toMatch(/Examples:\n {2}orkestra task add/);
});

test('--project-root names the project from anywhere, before the command and behind it', async () => {
  // O-49
  const dir = copySample();
  const away = scratch();
  for (const words of [
    ['--project-root', dir, '--status'],
    ['status', '--project-root', dir],
    [`--project-root=${dir}`],
  ]) {
    const ran = await orkestra(away, ...words);
    expect(ran, words.join(' ')).toMatchObject({code: 0, err: ''});
    expect(ran.out).toMatch(/^tasks: .*1 done/m);
  }
  expect(readdirSync(away)).toEqual([]);
  const missing = join(away, 'nowhere');
  for (const words of [['--status'], ['status'], ['task', 'list']]) {
    const ran = await orkestra(away, '--project-root', missing, ...words);
    expect(ran, words.join(' ')).toMatchObject({code: 2, out: ''});
    expect(ran.err).toContain(`must be an existing folder, not ${missing}`);
  }
  expect(await orkestra(away, '--project-root', away, 'task', 'list')).toMatchObject({code: 1, out: ''});
});

test.each([
  [['--stauts'], /Unknown option '--stauts'/],
  [['--status', 'status'], /Too many arguments|too many/i],
  [['--project-root'], /argument missing/],
])('%j is told as a wrong call, with 2', async (words, says) => {
  // O-49
  const ran = await orkestra(scratch(), ...words);
  expect(ran).toMatchObject({code: 2, out: ''});
  expect(ran.err).toMatch(says);
});

test('a reader that goes away is no error', async () => {
  const dir = copySample();
  const queue = new TaskQueue(dir);
  for (let number = 0; number < 300; number++) await queue.addTask({title: `task ${number} ${'x'.repeat(400)}`});
  await queue.close();
  const ran = shell(dir, 'orkestra task list | head -1');
  expect(ran).toMatchObject({status: 0, stderr: ''});
  expect(ran.stdout).toMatch(/^ +#1 +done +normal +Say hello/);
});

test('a long answer arrives whole in a pipe', async () => {
  const dir = copySample();
  const queue = new TaskQueue(dir);
  for (let number = 0; number < 300; number++) await queue.addTask({title: 't', instructions: 'x'.repeat(5000)});
  await queue.close();
  const {out} = await orkestra(dir, 'task', 'list', '--json');
  expect(JSON.parse(out)).toHaveLength(306);
  expect(out.length).toBeGreaterThan(1_500_000);
});

test('instructions may come from standard input', async () => {
  const dir = scratch();
  const long = 'a line of many\n'.repeat(10_000);
  await orkestraWith(dir, {input: long}, 'task', 'add', 'long', '--instructions', '-');
  expect(await answerOf(dir, 'task', 'show', '1')).toMatchObject({instructions: long});
  const refused = await orkestraWith(dir, {input: 'x'.repeat(1_100_000)}, 'task', 'add', 'more', '--instructions', '-');
  expect(refused).toMatchObject({code: 2, err: expect.stringContaining('longer than 1000000 bytes')});
  expect(await answerOf(dir, 'task', 'list')).toHaveLength(1);
});

describe('output that colours and moves the cursor', () => {
  const line = 'printf "\\033[31mred\\033[0m \\033]0;title\\007\\033[2Jend\\n"';

  test('goes into a file as it is', async () => {
    const dir = scratch();
    await answerOf(dir, 'task', 'add', 'colours', '--run', line);
    await orkestra(dir, 'run', '--until-idle');
    expect((await orkestra(dir, 'task', 'logs', '1')).out).toBe(
      '\u001b[31mred\u001b[0m \u001b]0;title\u0007\u001b[2Jend\n',
    );
    expect((await orkestra(dir, 'task', 'show', '1')).out).not.toContain('\u001b');
  });

  test.skipIf(!hasTmux)('does nothing to a terminal (needs tmux)', async () => {
    const dir = scratch();
    await answerOf(dir, 'task', 'add', 'colours', '--run', line);
    await orkestra(dir, 'run', '--until-idle');
    const session = openTerminal(dir);
    session.type(`echo before; ${process.execPath} ${program} task logs 1; echo after`);
    session.keys('Enter');
    // The line as it was typed may end in `after` as well.
    await session.see(/before\nred +end\nafter$/m);
  });
});

test('a terminal is needed for the screen, and a pipe on either side is none', async () => {
  const dir = copySample();
  expect((await orkestraWith(dir, {input: 'q'})).out).toMatch(/^tasks: /m);
  expect(ids.done).toBe(1);
});
