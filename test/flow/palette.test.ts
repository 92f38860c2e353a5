import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, test} from 'vitest';
import {open, orkestra, quit, task} from '../support/flow.js';
import {hasTmux} from '../support/terminal.js';
import {scratch, until} from '../support/world.js';

/** A folder of settings with these keys in it. */
function withKeys(text: string): Record<string, string> {
  const dir = scratch('keys');
  mkdirSync(join(dir, 'orkestra'));
  writeFileSync(join(dir, 'orkestra', 'keys.yaml'), text);
  return {XDG_CONFIG_HOME: dir};
}

function projectWith(...titles: string[]): string {
  const dir = scratch();
  for (const title of titles) orkestra(dir, 'task', 'add', title, '--agent', 'nobody');
  return dir;
}

describe.skipIf(!hasTmux)('the palette and the keys in a real terminal (needs tmux)', () => {
  test('a deed is done by a few letters of its name', async () => {
    const session = await open(scratch());
    session.keys('C-p');
    await session.see('words of a title');
    session.type('new');
    await session.see(/▸ key +new +add a task/);
    session.keys('Enter');
    await session.see('New task');
    session.keys('Escape');
    await session.gone('New task');
    await quit(session);
  });

  test('a task is found by words of its title and its page opened', async () => {
    const session = await open(projectWith('Add JWT authentication', 'Document the API'));
    await session.see('Document the API');
    session.type(':doc api');
    await session.see(/▸ task +#2 Document the API/);
    session.keys('Enter');
    await session.see('▸#2 Document the API');
    session.keys('Escape');
    await session.see('Add JWT authentication');
    await quit(session);
  });

  test('a command is chosen, given its words and run, and its answer and exit code are a page', async () => {
    const dir = scratch();
    const session = await open(dir);
    session.type(':tadd');
    await session.see(/▸ command +task add/);
    session.keys('Enter');
    await session.see(': task add');
    session.type("'Made by hand' --run 'echo made; true' --priority low");
    session.keys('Enter');
    await session.see('exit code 0');
    await session.see('#1');
    session.keys('Escape');
    await session.see('Made by hand');
    await until(() => task(dir, 1).state === 'done', 'the end of the task');
    await session.see('1 done');
    await quit(session);
  });

  test('what a command refuses is on its page with the exit code, and Up brings its line back', async () => {
    const session = await open(scratch());
    session.type(':task show 99');
    await session.see(/▸ run +task show 99/);
    session.keys('Enter');
    await session.see('There is no task #99');
    await session.see('exit code 1');
    session.keys('Escape');
    session.type(':');
    await session.see('words of a title');
    session.keys('Up');
    await session.see(': task show 99');
    session.keys('Escape');
    await session.gone(': task show 99');
    await quit(session);
  });

  test('what goes on for ever is refused in a sentence', async () => {
    const session = await open(scratch());
    session.type(':run');
    session.keys('Enter');
    await session.see('`run` goes on until it is stopped; another terminal is the place for it.');
    session.keys('Escape');
    await session.gone('Commands');
    await quit(session);
  });

  test('a command that takes its time is stopped with the key for stopping', async () => {
    const dir = scratch();
    orkestra(dir, 'init');
    orkestra(dir, 'lock', 'take', 'deploy', '--name', '--as', 'ann');
    const session = await open(dir);
    session.type(':lock take deploy --name --as bob --wait 5m');
    await session.see(/▸ run/);
    session.keys('Enter');
    await session.see('x stop');
    session.keys('x');
    await session.see(/exit code \d+|ended by SIGTERM/);
    await session.gone('x stop');
    session.keys('Escape');
    await session.see('Tasks');
    await quit(session);
  });

  test('keys of a file do their deeds, and help, hints and words show them', async () => {
    const session = await open(scratch(), {env: withKeys('new: [N, ctrl-n]\nhelp: ["?", H]\nremove: []\n')});
    await session.see('Press N to add one');
    await session.see('N new');
    session.keys('C-n');
    await session.see('New task');
    session.keys('Escape');
    await session.gone('New task');
    session.keys('H');
    await session.see(/N Ctrl-N +add a task/);
    session.keys('Escape');
    await session.gone('add a task');
    session.type(':remove');
    await session.see(/key +remove +No task is chosen/);
    session.keys('Escape');
    await session.gone('Commands');
    await quit(session);
  });

  test('a broken file of keys is told with its line, and the keys of the table hold', async () => {
    const session = await open(scratch(), {env: withKeys('new: N\nretry: [x\n')});
    await session.see(/keys\.yaml:\d: this is not valid YAML/);
    session.keys('n');
    await session.see('New task');
    session.keys('Escape');
    await session.gone('New task');
    await quit(session);
  });

  test('two deeds that want one key keep their own, which is said at the start', async () => {
    const session = await open(scratch(), {env: withKeys('retry: n\nzoom: z\nquit: []\n')});
    await session.see('n would be both retry and next-match; both keep their own keys.');
    session.keys('z');
    await session.gone('Nothing is locked.');
    session.keys('Escape');
    await session.see('Nothing is locked.');
    session.keys('q');
    session.keys('C-c');
    await session.see('left with 0');
  });

  test('help has two columns where it is wide, and what is typed narrows it', async () => {
    const session = await open(scratch(), {columns: 130, rows: 40});
    session.keys('?');
    await session.see(/in the tasks +[a-z]/);
    session.type('clipb');
    await session.see('No key does that. Esc shows all.');
    session.keys('C-u');
    session.type('priority');
    await session.see(/> +raise the priority by one|raise the priority/);
    await session.gone('draw the whole screen again');
    session.keys('Escape', 'Escape');
    await session.gone('Keys');
    await quit(session);
  });
});
