import {chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {startDelivery} from '../../src/notify/deliver.js';
import {runWay} from '../../src/notify/run-way.js';
import {sendNotice} from '../../src/notify/send.js';
import {waysFor} from '../../src/notify/ways.js';
import {ringing} from '../../src/terminal/ringing.js';
import type {Notice} from '../../state/notifications.js';
import {orkestra, orkestraWith, start} from '../support/program.js';
import {scratch, type TestWorld, testWorld, until} from '../support/world.js';

const linesOf = (file: string): string[] =>
  existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n').filter(Boolean) : [];

/** A project whose hook writes down what it is given; `before` is what it does first. */
async function project(notify: Record<string, string | boolean>): Promise<{dir: string; told: () => string[]}> {
  const dir = scratch();
  const told = join(dir, 'told');
  const lines = Object.entries({command: `cat >> told`, ...notify}).map(
    ([name, value]) => `  ${name}: ${JSON.stringify(value)}\n`,
  );
  writeFileSync(join(dir, 'orkestra.yaml'), `notify:\n${lines.join('')}`);
  await orkestra(dir, 'init');
  return {dir, told: () => linesOf(told)};
}

/** A program of ours on PATH, in the place of the desktop's. */
function desktopEnv(dir: string): {env: NodeJS.ProcessEnv; shown: () => string[]} {
  const bin = join(dir, '.bin');
  mkdirSync(bin);
  const file = join(bin, 'notify-send');
  writeFileSync(file, `#!/bin/sh\nprintf '%s|' "$@" >> '${dir}/shown'; echo >> '${dir}/shown'\n`);
  chmodSync(file, 0o755);
  return {env: {PATH: `${bin}:/usr/bin:/bin`}, shown: () => linesOf(join(dir, 'shown'))};
}

test('a command of the person gets each notice as JSON and in its environment, what needs him apart from what is done', async () => {
  // O-105; the bell and the inbox: test/flow/notices.test.ts
  const {dir, told} = await project({
    command: 'cat >> told; echo "$ORKESTRA_NOTICE_KIND: $ORKESTRA_NOTICE_TITLE ($ORKESTRA_NOTICE_PRIORITY)" >> words',
  });
  await orkestra(dir, 'notify', 'send', 'me', 'look at "this" $(touch owned)', '--priority', 'urgent');
  await orkestra(dir, 'task', 'add', 'Deploy', '--run', 'exit 3', '--retries', '0');
  await orkestra(dir, 'run', '--until-idle');
  await orkestra(dir, 'task', 'add', 'Compile', '--run', 'true');
  await orkestra(dir, 'run', '--until-idle');
  expect(told().map((line) => JSON.parse(line) as Notice)).toMatchObject([
    {kind: 'needs-you', priority: 'urgent', about: 'message', title: 'look at "this" $(touch owned)'},
    {kind: 'needs-you', priority: 'high', about: 'failed', task: 1, title: '#1 Deploy failed', message: 'exit code 3'},
    {kind: 'done', priority: 'low', about: 'done', task: 2, title: '#2 Compile is done'},
  ]);
  expect(linesOf(join(dir, 'words'))).toEqual([
    'needs-you: look at "this" $(touch owned) (urgent)',
    'needs-you: #1 Deploy failed (high)',
    'done: #2 Compile is done (low)',
  ]);
  expect(existsSync(join(dir, 'owned'))).toBe(false);
});

test('the desktop shows what needs the person and what he is sent, and leaves the rest alone', async () => {
  // O-105
  const {dir} = await project({desktop: true, command: 'true'});
  const {env, shown} = desktopEnv(dir);
  await orkestra(dir, 'task', 'add', 'Deploy <b>', '--run', 'exit 3', '--retries', '0');
  await orkestra(dir, 'task', 'add', 'Compile', '--run', 'true');
  await orkestra(dir, 'notify', 'send', 'me', 'Call me', '--priority', 'urgent');
  await orkestraWith(dir, {env}, 'run', '--until-idle');
  const title = `orkestra: ${dir.split('/').at(-1)}`;
  expect(shown().sort()).toEqual([
    `--app-name=orkestra|--urgency=critical|--|${title}|Call me|`,
    `--app-name=orkestra|--urgency=normal|--|${title}|#1 Deploy &lt;b&gt; failed: exit code 3|`,
  ]);
});

test('a notice is told once, also when the engine that tells it is killed and another takes over', async () => {
  const {dir, told} = await project({command: 'cat >> told; sleep 0.7'});
  const numbers = [1, 2, 3, 4, 5, 6, 7, 8];
  for (const number of numbers) await orkestra(dir, 'notify', 'send', 'me', `number ${number}`);
  const first = start(dir, ['run']);
  await until(() => told().length >= 1, 'the first notice');
  const second = start(dir, ['run']);
  await until(() => /stands by/.test(second.err()), 'the second engine');
  const before = told().length;
  first.send('SIGKILL');
  expect(before).toBeLessThan(numbers.length);
  await until(() => told().length >= numbers.length, 'the rest of the notices', 60_000);
  await orkestra(dir, 'notify', 'send', 'me', 'the last');
  await until(() => told().length > numbers.length, 'the last notice');
  second.send('SIGTERM');
  await second.ended;
  const titles = told().map((line) => (JSON.parse(line) as Notice).title);
  expect(titles).toEqual([...numbers.map((number) => `number ${number}`), 'the last']);
});

/** A world that logs into a list. */
function loggingWorld(notify: {command?: string; desktop?: boolean}): {world: TestWorld; warnings: string[]} {
  const warnings: string[] = [];
  const made = testWorld({notify});
  const world: TestWorld = Object.create(made, {
    log: {value: {...made.log, warning: (text: string) => void warnings.push(text)}},
  });
  return {world, warnings};
}

const send = (world: TestWorld, text: string): unknown => sendNotice(world, {to: 'me', text, priority: 'normal'});

test('a command that fails is logged once until it works again, and holds up nothing', async () => {
  const {world, warnings} = loggingWorld({command: 'echo no such host >&2; test -e fine'});
  const {tick} = startDelivery(world);
  send(world, 'one');
  send(world, 'two');
  await tick();
  expect(warnings).toEqual(['notify.command told nothing: exit code 1: no such host']);
  writeFileSync(join(world.paths.root, 'fine'), '');
  send(world, 'three');
  await tick();
  expect(warnings).toHaveLength(1);
});

test('a desktop without its program costs one line in the log', async () => {
  const {world, warnings} = loggingWorld({desktop: true});
  const path = process.env.PATH;
  process.env.PATH = '/nowhere';
  try {
    send(world, 'one');
    send(world, 'two');
    await startDelivery(world).tick();
  } finally {
    process.env.PATH = path;
  }
  expect(warnings).toEqual([expect.stringMatching(/^(notify-send|osascript) told nothing: .* is not installed$/)]);
});

test('the same words again are told once, what is long past not at all, and what nobody wants to hear is passed over', async () => {
  const {world} = loggingWorld({command: 'cat >> told'});
  const told = () => linesOf(join(world.paths.root, 'told')).map((line) => (JSON.parse(line) as Notice).title);
  const {tick} = startDelivery(world);
  for (const text of ['one', 'one', 'two', 'one']) send(world, text);
  await tick();
  expect(told()).toEqual(['one', 'two']);
  send(world, 'long past');
  world.advance(2 * 60 * 60_000);
  send(world, 'one');
  await tick();
  expect(told()).toEqual(['one', 'two', 'one']);
  world.configure({notify: {command: ''}});
  send(world, 'unheard');
  await tick();
  world.configure({notify: {command: 'cat >> told'}});
  await tick();
  expect(told()).toEqual(['one', 'two', 'one']);
});

test('a command that does not end is ended with all it started, and one that is left goes on', async () => {
  const dir = scratch();
  const way = {name: 'slow', file: '/bin/sh', args: ['-c', 'sleep 300 & echo $! > pid; wait']};
  expect(await runWay(way, dir, 500)).toBe('it took longer than 0.5 s and was ended');
  const pid = Number(readFileSync(join(dir, 'pid'), 'utf8'));
  await until(() => {
    try {
      return readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z');
    } catch {
      return true;
    }
  }, 'the end of what it started');

  const {world} = loggingWorld({command: 'sleep 1; echo told > told'});
  const {tick, stop} = startDelivery(world);
  send(world, 'one');
  send(world, 'two');
  const ticking = tick();
  stop();
  await ticking;
  await until(() => existsSync(join(world.paths.root, 'told')), 'the command that was left');
});

test('on a Mac the desktop is told by its own script, which takes no word for one of its own', () => {
  const notice = {id: 1, at: 1, recipient: 'user', kind: 'needs-you', priority: 'high', about: 'failed'} as const;
  const words = {title: '#1 "a" failed', message: '', task: 1, count: 1, readAt: null};
  const [way] = waysFor(
    {desktop: true, command: undefined},
    {...notice, ...words},
    {root: '/x/shop', platform: 'darwin'},
  );
  expect(way?.args.slice(-2)).toEqual(['orkestra: shop', '#1 "a" failed']);
});

test('a terminal gets the bell and the words, as far as it knows them and the settings allow', () => {
  const both = {bell: true, terminal: true};
  const words = '#1 a\u001b[2J failed';
  expect(ringing(words, both, {TERM: 'xterm-256color'})).toBe('\u0007\u001b]9;orkestra: #1 a failed\u001b\\');
  expect(ringing(words, both, {TERM: 'linux'})).toBe('\u0007');
  expect(ringing(words, {bell: true, terminal: false}, {TERM: 'xterm'})).toBe('\u0007');
  expect(ringing(words, {bell: false, terminal: false}, {TERM: 'xterm'})).toBe('');
});
