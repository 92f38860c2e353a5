import {EventEmitter} from 'node:events';
import {render} from 'ink';
import {expect, onTestFinished, test} from 'vitest';
import {App} from '../../components/App.js';
import {ThemeContext} from '../../components/hooks/useTheme.js';
import {widthOf} from '../../components/text.js';
import {takeLocks} from '../../src/locks/take.js';
import {addTask} from '../../src/tasks/add.js';
import {takeTurn} from '../../src/tasks/turn.js';
import {plainTheme, type TestDesk, testDesk} from '../support/desk.js';
import {until} from '../support/world.js';

/** Whole frames of the program at a size, as text. */
function frames(one: TestDesk, columns: number, rows: number): {last(): string} {
  let last = '';
  const stdout = Object.assign(new EventEmitter(), {
    columns,
    rows,
    write(frame: string) {
      last = frame;
      return true;
    },
  }) as unknown as NodeJS.WriteStream;
  const {desk, view, live, browser} = one;
  const app = render(
    <ThemeContext value={plainTheme}>
      <App
        project="shop-api"
        live={live}
        book={browser}
        view={view}
        stdout={stdout}
        sight={desk.sight}
        isLeading={() => false}
      />
    </ThemeContext>,
    {stdout, debug: true, patchConsole: false, exitOnCtrlC: false},
  );
  onTestFinished(() => app.unmount());
  return {last: () => last};
}

/** A project in the middle of its work. */
function busy(): TestDesk {
  const one = testDesk();
  const {world} = one;
  const at = world.now();
  Object.assign(world, {now: () => at});
  const add = (title: string, more: object = {}) => addTask(world, {title, run: 'true', ...more});
  add('Add JWT authentication', {priority: 'high', files: ['src/auth/**']});
  add('Document the auth API', {files: ['docs/api.md']});
  add('Lint', {retries: 0});
  add('Rate limiter', {review: 'human'});
  add('Format');
  takeTurn(world, {ended: [], free: 5});
  const {overview} = one.live.get();
  const ended = overview.tasks
    .filter(({id}) => id >= 3)
    .map(({id, attempt, owner, startedAt}) => ({
      ...{id, attempt, owner: owner ?? '', agent: 'shell', startedAt: startedAt ?? 0, hasLocks: false},
      ...(id === 3
        ? {outcome: 'failed' as const, exitCode: 3, why: 'exit code 3'}
        : {outcome: 'done' as const, exitCode: 0, why: null}),
    }));
  takeTurn(world, {ended, free: 0});
  add('Integration tests', {after: [1]});
  add('Übersetzung 日本語 🚀 des ganzen Handbuchs mit einem sehr langen Titel');
  add('Rename User to Account', {files: ['src/**']});
  takeLocks(world, {kind: 'name', ids: ['deploy'], holder: 'ann', leaseMs: 60_000, isBeating: false});
  return one;
}

/** What depends on the moment and on the machine. */
const steady = (frame: string): string =>
  frame
    .replace(/\d\d:\d\d(?=\n)/, 'HH:MM')
    .replace(/[▁▂▃▅▇ ]{8}(?= +│|│)/g, (found) => (found.trim() === '' ? found : '        '))
    .replace(/[▁▂▃▅▇]/g, ' ');

test.each([
  [80, 24],
  [100, 30],
  [120, 40],
  [160, 50],
  [200, 60],
])('the picture of a busy project at %ix%i', async (columns, rows) => {
  const one = busy();
  const {last} = frames(one, columns, rows);
  const frame = await until(() => (last().includes('Integration tests') ? last() : undefined), 'the first frame');
  const lines = frame.split('\n');
  expect(lines.length).toBeLessThanOrEqual(rows);
  for (const line of lines) expect(widthOf(line), line).toBeLessThanOrEqual(columns);
  await expect(steady(frame)).toMatchFileSnapshot(`frames/${columns}x${rows}.txt`);
});

test.each([
  ['help', ['?']],
  ['palette', [':', ...'task']],
  ['new-task', ['n']],
  ['facts', ['enter', 'tab']],
  ['confirm', ['*', 'd']],
])('the picture of %s', async (name, keys) => {
  const one = busy();
  const {last} = frames(one, 80, 24);
  const before = await until(() => (last().includes('Integration tests') ? last() : undefined), 'the first frame');
  one.type(...keys);
  const frame = await until(() => (last() === before ? undefined : last()), 'another frame');
  expect(frame.split('\n').length).toBeLessThanOrEqual(24);
  await expect(steady(frame)).toMatchFileSnapshot(`frames/${name}.txt`);
});

test('a screen that is too small says how small, and comes back when it grows', async () => {
  const {last} = frames(testDesk(), 50, 10);
  await until(() => last().includes('orkestra needs 60x15, this is 50x10'), 'the words');
});
