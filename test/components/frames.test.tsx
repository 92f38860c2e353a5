import {expect, test} from 'vitest';
import {widthOf} from '../../components/text.js';
import {testDesk} from '../support/desk.js';
import {busy, frames} from '../support/frames.js';
import {until} from '../support/world.js';

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
