import {expect, test} from 'vitest';
import {textOf} from '../../components/page-lines.js';
import {spokenNews} from '../../components/spoken.js';
import {addTask} from '../../src/tasks/add.js';
import {readApproval} from '../../state/approvals.js';
import {askInside} from '../approvals/ask-inside.js';
import {testDesk} from '../support/desk.js';
import {frames} from '../support/frames.js';
import {orkestra} from '../support/program.js';

/** A desk where copilot, at work on #2, asks for something. */
function asking(subject = 'npm publish') {
  const one = testDesk();
  addTask(one.world, {title: 'Release it'});
  addTask(one.world, {title: 'Tidy up'});
  askInside(one.world.paths.root, 2, subject);
  one.live.refresh();
  const answer = () => readApproval(one.world.db, 1);
  return {...one, answer};
}

const pageOf = (one: ReturnType<typeof asking>): string =>
  one.desk.sight.page({kind: 'approvals'}, 'approvals').lines.map(textOf).join('\n');

test('what is asked stands in the line of what needs you, with its keys, at every width', () => {
  for (const columns of [80, 160]) {
    const screen = frames(asking(), columns, columns === 80 ? 24 : 50).last();
    expect(screen).toContain('! copilot asks to run npm publish · a allow  A deny');
    expect(screen).toMatch(/^ a allow {2}A deny {2}⏎ open/m);
  }
  expect(frames(asking('x'.repeat(300)), 80, 24).last()).toMatch(/copilot asks to run x+… · a allow {2}A deny/);
});

test('the task whose agent asks says so in its row, and the status names the command that answers', async () => {
  const one = asking();
  expect(frames(one, 160, 50).last()).toMatch(/Tidy up .*asks to/);
  const {out} = await orkestra(one.world.paths.root, 'status');
  expect(out).toContain('Tidy up  ·  copilot asks to run npm publish; `orkestra approval allow 1` or `deny`');
});

test('it is allowed once after it was shown as a whole', () => {
  const one = asking('npm publish --tag next && git push');
  one.type('a');
  expect(one.answer()?.state).toBe('pending');
  const screen = frames(one, 80, 24).last();
  expect(screen).toContain('npm publish --tag next && git push');
  expect(screen).toContain('for #2 Tidy up');
  one.type('a');
  expect(one.answer()).toMatchObject({state: 'allowed', scope: 'once', answeredBy: 'user'});
  expect(one.view.get().flash?.text).toBe('Allowed once.');
});

test('it is allowed for always, or left alone', () => {
  const one = asking();
  one.type('a', 'esc');
  expect(one.answer()?.state).toBe('pending');
  one.type('a', 'w');
  expect(one.answer()).toMatchObject({state: 'allowed', scope: 'always'});
  expect(pageOf(one)).toContain('copilot may always run npm publish');
});

test('it is denied with a reason or without one', () => {
  const one = asking();
  one.type('A', ...'no', 'enter');
  expect(one.answer()).toMatchObject({state: 'denied', why: 'no'});
  const other = asking();
  other.type('a', 'A', 'enter');
  expect(other.answer()).toMatchObject({state: 'denied', why: null});
});

test('what was answered elsewhere meanwhile is not answered again', () => {
  const one = asking();
  one.type('a');
  one.world.db.exec(`UPDATE approvals SET state = 'timed-out' WHERE id = 1`);
  one.type('a');
  expect(one.view.get().flash).toMatchObject({tone: 'bad', text: 'Request 1 is over: nobody answered.'});
});

test('a task in review is approved before anything that is asked, and the line says where that is', () => {
  const one = asking();
  one.world.db.exec(`UPDATE tasks SET state = 'review' WHERE id = 1`);
  one.browser.refresh();
  one.live.refresh();
  expect(frames(one, 120, 40).last()).toContain('copilot asks to run npm publish · ');
  const {overview} = one.desk.moment();
  expect(overview.asking).toHaveLength(1);
});

test('a long one is read on its page before it can be allowed', () => {
  const one = asking(Array.from({length: 30}, (_, at) => `echo ${at}`).join('\n'));
  one.type('a');
  expect(one.view.get().dialog).toBeUndefined();
  expect(one.view.get().pages.at(-1)?.subject).toEqual({kind: 'approvals'});
  expect(pageOf(one)).toContain('echo 29');
  one.type('a');
  expect(one.view.get().dialog).toMatchObject({kind: 'confirm', request: 1});
});

test('nothing of a command is hidden by signs that have no picture', () => {
  const one = asking('npm test\u001b]0;;rm -rf /\u0007');
  expect(pageOf(one)).toContain('npm test\\u{1b}]0;;rm -rf /\\u{7}');
  one.type('a');
  expect(frames(one, 120, 40).last()).toContain('rm -rf /');
});

test('! goes to the task whose agent asks, and the inbox says what needs you', () => {
  const one = asking();
  one.type('!');
  expect(one.view.get().lists.tasks.chosen).toBe('2');
  one.type('i');
  const text = one.desk.sight.page({kind: 'notices'}, 'notices').lines.map(textOf);
  expect(text[0]).toBe('needs you');
  expect(text[1]).toMatch(/copilot asks to run npm publish .*a allows, A denies/);
});

test('a screen reader is told once', () => {
  const one = asking();
  const now = one.desk.moment();
  const before = {...now, overview: {...now.overview, asking: []}};
  expect(spokenNews(before, now)).toEqual(['copilot asks to run npm publish.']);
  expect(spokenNews(now, now)).toEqual([]);
});
