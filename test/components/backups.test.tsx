import {expect, test} from 'vitest';
import {joinWords, splitLine} from '../../components/command-line.js';
import {textOf} from '../../components/page-lines.js';
import {spokenNews} from '../../components/spoken.js';
import {ownerName} from '../../src/processes.js';
import {backupId, plantBackups} from '../support/backups.js';
import {type TestDesk, testDesk} from '../support/desk.js';
import {frames} from '../support/frames.js';
import {until} from '../support/world.js';

function planted(): TestDesk & {operation: number} {
  const one = testDesk(['A task']);
  const at = new Date(2026, 5, 15, 14, 4).getTime();
  Object.assign(one.world, {now: () => at});
  const {operation} = plantBackups(one.world.db, one.world.owner, at);
  one.type('5');
  return {...one, operation};
}

const page = ({desk, view}: TestDesk): string => {
  const {subject, tab} = view.get().pages.at(-1) ?? {subject: {kind: 'log'} as const, tab: ''};
  return desk.sight
    .page(subject, tab)
    .lines.map((line) => textOf(line))
    .join('\n');
};

test.each([
  [80, 24],
  [120, 40],
])('the backups of a project at %ix%i', async (columns, rows) => {
  const one = planted();
  const {last} = frames(one, columns, rows);
  const frame = await until(() => (last().includes('nightly') ? last() : undefined), 'the backups');
  const steady = frame.replace(/\d\d:\d\d(?=\n)/, 'HH:MM').replace(/[▁▂▃▅▇]/g, ' ');
  await expect(steady).toMatchFileSnapshot(`frames/backups-${columns}x${rows}.txt`);
});

test('what failed or was not proven for long is among what needs you, and ! goes there', async () => {
  const one = planted();
  one.type('2');
  const {last} = frames(one, 120, 30);
  await until(() => last().includes('backup source failed: 5 shows it'), 'the need');
  one.type('!');
  expect(one.view.get().focus).toBe('backups');
});

test('a backup at work opens on how far it is, and goes on with its steps', () => {
  const one = planted();
  one.type('g', 'enter');
  expect(one.view.get().pages[0]).toMatchObject({subject: {id: `operation ${one.operation}`}, tab: 'progress'});
  const text = page(one);
  for (const words of [
    '81%',
    '412 of 509',
    '324 MB of 400 MB',
    '38 MB/s',
    'about 2s',
    '12.5x',
    '2.9x',
    'src/index.html',
  ])
    expect(text).toContain(words);
  one.type('tab');
  expect(page(one)).toMatch(/✓ scan {3}00:01 {2}after 2 tries\n● store {2}00:07/);
});

test('the page of a backup tells what it holds and that a restore proved it', () => {
  const one = planted();
  one.type('g', 'down', 'down', 'enter');
  const text = page(one);
  expect(text).toContain(backupId('a').slice(0, 16));
  expect(text).toContain('412 files, 31 folders, 38 MB');
  expect(text).toContain('3.1 MB, dedup 12.4x');
  expect(text).toContain('900 kB, packed 3.4x');
  expect(text).toContain('proven by restore 3 min ago: 50 files, 4.0 MB in 800ms');
});

test('the page of a schedule tells what became of its runs', () => {
  const one = planted();
  one.type('g', 'down', 'enter');
  expect(page(one)).toMatch(/✗ failed {2}due 12:04, took 00:00\n {2}The disk is full\./);
});

test('n makes a backup, V verifies and B restores the chosen one: each by the command anybody can type', () => {
  const one = planted();
  one.type('n', ...'my src', 'tab', ...'it "1"', 'enter');
  one.type('esc', 'g', 'down', 'down', 'V');
  one.type('esc', 'B', ...'/tmp/out', 'tab', ...'src/**', 'enter');
  const short = backupId('a').slice(0, 12);
  expect(one.done).toEqual([
    `call backup "my src" --name "it \\"1\\"": ${JSON.stringify(['backup', 'my src', '--name', 'it "1"'])}`,
    `call verify ${short}: ${JSON.stringify(['verify', short])}`,
    `call restore ${short} --to /tmp/out --only src/**: ${JSON.stringify(['restore', short, '--to', '/tmp/out', '--only', 'src/**'])}`,
  ]);
});

test('work whose process is gone is not shown as going on', () => {
  const one = testDesk();
  plantBackups(one.world.db, ownerName(one.world.processes.host, {pid: 2 ** 22 + 1, startedAt: '1'}), one.world.now());
  expect(one.live.get().overview.backups.working).toEqual([]);
});

test('a screen reader is told of backups that were made, begun, or failed', () => {
  const one = testDesk();
  const before = one.live.get();
  plantBackups(one.world.db, one.world.owner, one.world.now());
  expect(spokenNews(before, one.live.get())).toEqual([
    'guard #17: at work.',
    'backup nightly: made.',
    'backup guard #4: made.',
    'backup nightly: made.',
    'backup source failed.',
  ]);
  expect(spokenNews(one.live.get(), one.live.get())).toEqual([]);
});

test('a form that lacks something says so beside the field', () => {
  const one = planted();
  one.type('g', 'down', 'down', 'B', 'enter');
  expect(one.view.get().dialog).toMatchObject({fields: [{problem: 'Say where it is restored to.'}, {}]});
  expect(one.done).toEqual([]);
});

test('what is at work cannot be verified or restored, and neither can a task', () => {
  const one = planted();
  one.type('g', 'V');
  expect(one.view.get().flash?.text).toBe('This is no backup yet.');
  one.type('2', 'B');
  expect(one.view.get().flash?.text).toBe('That is done to backups; 5 goes there.');
});

test('a line made of words is taken apart into the same words', () => {
  for (const words of [['a'], ['a b', 'c"d\\e', "f'g"], ['--x=1', 'src/**', '']])
    expect(splitLine(joinWords(words))).toEqual({ok: true, words});
});
