import {spawnSync} from 'node:child_process';
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {realProcesses} from '../../src/processes.js';
import {open, orkestra, quit, task} from '../support/flow.js';
import {hasTmux, type Session} from '../support/terminal.js';
import {scratch, until} from '../support/world.js';

const programIn = (session: Session): number =>
  Number(spawnSync('pgrep', ['-P', String(session.pid())], {encoding: 'utf8'}).stdout.trim());

const isThere = (pid: number): boolean => realProcesses().identify(pid) !== undefined;

/** As a shell wants its terminal: its own screen, a cursor, lines that wrap, keys that are seen. */
async function expectGivenBack(session: Session): Promise<void> {
  await until(() => session.tells('#{alternate_on} #{cursor_flag} #{wrap_flag}') === '0 1 1', 'a terminal given back');
  session.type(`stty -a | tr ' ;' '\\n\\n' | grep -cx -e icanon -e echo -e isig | sed 's/^/s''et: /'`);
  session.keys('Enter');
  await session.see('set: 3');
  await session.gone('? help');
}

describe.skipIf(!hasTmux)('every way out gives the terminal back (needs tmux)', () => {
  test.each(['SIGTERM', 'SIGHUP', 'SIGINT'] as const)('%s', async (signal) => {
    const session = await open(scratch());
    process.kill(programIn(session), signal);
    await session.see(/left with 1(43|29|30)/);
    await expectGivenBack(session);
  });

  test('q', async () => {
    const session = await open(scratch());
    await quit(session);
    await expectGivenBack(session);
  });

  test('Ctrl-C', async () => {
    const session = await open(scratch());
    session.keys('C-c', 'C-c');
    await session.see('left with');
    await expectGivenBack(session);
  });

  test('an error nobody caught: one sentence, the stack is in the log, and the work goes on', async () => {
    const dir = scratch();
    orkestra(dir, 'task', 'add', 'long', '--run', 'sleep 3; echo finished');
    const plant = join(import.meta.dirname, '../support/fixtures/plant-error.mjs');
    const session = await open(dir, {env: {NODE_OPTIONS: `--import=${plant}`}});
    await session.see('1 running');
    process.kill(programIn(session), 'SIGUSR2');
    await session.see('orkestra failed; the log says why.');
    await session.see('left with 1');
    await expectGivenBack(session);
    expect(readFileSync(join(dir, '.orkestra/logs/orkestra.log'), 'utf8')).toContain('planted by a test');
    const again = await open(dir);
    await again.see('1 done');
    expect(task(dir, 1)).toMatchObject({state: 'done', attempt: 1});
    await quit(again);
  });

  test('the terminal is gone: the program ends, and the next one goes on with the same attempt', async () => {
    const dir = scratch();
    orkestra(dir, 'task', 'add', 'long', '--run', 'sleep 4; echo finished');
    const session = await open(dir);
    await session.see('1 running');
    const program = programIn(session);
    session.destroy();
    await until(() => !isThere(program), 'the end of the program');
    expect(task(dir, 1)).toMatchObject({state: 'running', attempt: 1});
    const again = await open(dir);
    await again.see('1 done');
    expect(task(dir, 1)).toMatchObject({state: 'done', attempt: 1});
    await quit(again);
  });

  test('stopped and continued, it gives the terminal back and draws itself anew', async () => {
    const dir = scratch();
    const session = await open(dir);
    process.kill(programIn(session), 'SIGTSTP');
    await session.see(/Stopped|suspended/i);
    await expectGivenBack(session);
    session.type('fg');
    session.keys('Enter');
    await session.see('? help');
    expect(session.tells('#{alternate_on} #{cursor_flag} #{wrap_flag}')).toBe('1 0 0');
    session.keys('?');
    await session.see('Keys');
    session.keys('Escape');
    await session.gone('Keys');
    session.keys('q');
    await expectGivenBack(session);
  });

  test('while the terminal takes nothing the engine works on, and then the newest picture is shown', async () => {
    const dir = scratch();
    const flood =
      'i=0; while [ $i -lt 3000 ]; do i=$((i+1)); echo "$i $RANDOM$RANDOM$i$i$i line $i of the flood $i$i$i$i$i"; done';
    orkestra(dir, 'task', 'add', 'flood', '--run', `for n in 1 2 3 4 5 6 7 8; do ${flood}; sleep 0.3; done`);
    const session = await open(dir, {columns: 200, rows: 60});
    await session.see('1 running');
    session.keys('Enter');
    await session.see('of the flood');
    const tmux = Number(session.tells('#{pid}'));
    process.kill(tmux, 'SIGSTOP');
    try {
      await until(() => task(dir, 1).state === 'done', 'the end of the flood');
      // Only an engine that is not held up by its terminal starts another.
      orkestra(dir, 'task', 'add', 'after it', '--run', 'true');
      await until(() => task(dir, 2).state === 'done', 'a task of the time in between');
    } finally {
      process.kill(tmux, 'SIGCONT');
    }
    await session.see('3000');
    session.keys('Escape');
    await session.see('2 done');
    await quit(session);
    await expectGivenBack(session);
  });
});

describe.skipIf(!hasTmux)('the colour of the background (needs tmux)', () => {
  const LIGHT = '\u001b]11;rgb:ffff/ffff/ffff\u001b\\';
  const hex = (text: string): string[] => [...Buffer.from(text)].map((byte) => byte.toString(16).padStart(2, '0'));

  test('an answer that comes late, in pieces and with keys around it changes the colours and no key', async () => {
    const dir = scratch();
    orkestra(dir, 'task', 'add', 'one', '--run', 'true', '--agent', 'nobody');
    const session = await open(dir, {env: {COLORTERM: 'truecolor'}});
    await session.see('one');
    const before = session.colored();
    session.bytes(hex(LIGHT.slice(0, 9)));
    session.bytes(hex(LIGHT.slice(9)));
    await until(
      () => session.colored() !== before && session.colored().includes('38;5;240'),
      'colours for a light ground',
    );
    expect(session.screen()).toContain('? help');
    session.keys('?');
    await session.see('Keys');
    session.keys('Escape');
    await session.gone('Keys');
    await quit(session);
  });

  test('NO_COLOR writes no colour, and a locale without UTF-8 only ASCII', async () => {
    const dir = scratch();
    orkestra(dir, 'task', 'add', 'one', '--run', 'true', '--agent', 'nobody');
    const plain = await open(dir, {env: {NO_COLOR: '1'}});
    await plain.see('one');
    expect(plain.colored()).not.toMatch(/\[[\d;]*(3[0-7]|38|9[0-7])m/);
    await quit(plain);
    const ascii = await open(dir, {env: {LC_ALL: 'C'}});
    await ascii.see('one');
    expect(ascii.screen()).toMatch(/^[\x20-\x7e\n]*$/);
    await quit(ascii);
  });
});
