import {expect, test} from 'vitest';
import {aimNow, listsOf} from '../../components/desk.js';
import {findEntries} from '../../components/palette.js';
import type {Found} from '../../components/palette-entry.js';
import {takeLocks} from '../../src/locks/take.js';
import type {Dialog} from '../../state/view.js';
import {type TestDesk, testDesk} from '../support/desk.js';

const palette = ({view}: TestDesk): Dialog & {kind: 'palette'} => {
  const {dialog} = view.get();
  if (dialog?.kind !== 'palette') throw new Error('the palette is closed');
  return dialog;
};

const found = (one: TestDesk, text = palette(one).text): Found[] => {
  const {desk} = one;
  return findEntries(text, {
    aim: aimNow(desk),
    lists: listsOf(desk),
    keymap: desk.keymap,
    commands: desk.sight.commands,
  });
};
const names = (entries: readonly Found[]): string[] => entries.map(({kind, title}) => `${kind} ${title}`);

test('an empty line shows what can be done now, the most useful first, and walking about last', () => {
  const one = testDesk(['a']);
  one.type(':');
  const shown = found(one);
  expect(names(shown).slice(0, 5)).toEqual(['key open', 'key new', 'key edit', 'key stop', 'key remove']);
  expect(shown.every(({why}) => why === undefined)).toBe(true);
  expect(shown.map(({title}) => title)).not.toContain('retry');
  expect(names(shown).slice(-3)).toEqual(['key what needs you', 'key next', 'key previous']);
});

test('a deed is found by some of its letters and done', () => {
  const one = testDesk(['a']);
  one.type('ctrl-p', ...'ne', 'enter');
  expect(one.view.get().dialog).toMatchObject({kind: 'form', title: 'New task'});
});

test('what cannot be done stands last with its reason, and choosing it says the reason', () => {
  const one = testDesk(['a']);
  one.type(':', ...'retry');
  const retry = found(one).find(({title, kind}) => kind === 'key' && title === 'retry');
  expect(retry?.why).toBe('#1 is in the queue already.');
  const possible = found(one).findIndex(({why}) => why !== undefined);
  const after = found(one).slice(possible, -1);
  expect(after.every(({why}) => why !== undefined)).toBe(true);
  one.type(...Array.from({length: possible}, () => 'down'), 'enter');
  expect(one.view.get().flash).toEqual({tone: 'bad', text: '#1 is in the queue already.'});
  expect(palette(one).text).toBe('retry');
});

test('a task is found by its number, wherever it stands, and by words of its title', () => {
  const one = testDesk(['Add JWT authentication', 'Document the API', 'Rate limiter']);
  one.type('/', ...'limiter', 'enter', ':', ...'#1');
  expect(names(found(one))[0]).toBe('task #1 Add JWT authentication');
  one.type('enter');
  expect(one.view.get().pages[0]?.subject).toEqual({kind: 'task', id: 1});
  one.type('esc', 'esc', ':', ...'doc api', 'enter');
  expect(one.view.get().pages[0]?.subject).toEqual({kind: 'task', id: 2});
  expect(one.view.get().lists.tasks.chosen).toBe('2');
});

test('agents and locks are found and opened, and Esc leads to their list', () => {
  const one = testDesk();
  takeLocks(one.world, {kind: 'file', ids: ['src/auth/**'], holder: 'ann', leaseMs: 60_000, isBeating: false});
  one.type(':', ...'src/au', 'enter');
  expect(one.view.get().pages[0]?.subject).toEqual({kind: 'lock', id: 'file src/auth/**'});
  one.type('esc');
  expect(one.view.get().focus).toBe('locks');
  one.type(':', ...'shell', 'enter');
  expect(one.view.get()).toMatchObject({focus: 'agents', pages: [{subject: {kind: 'agent', id: 'shell'}}]});
});

test('panes and pages are places to go', () => {
  const one = testDesk();
  one.type(':', ...'backups', 'enter');
  expect(one.view.get().focus).toBe('backups');
  one.type(':', ...'log', 'enter');
  expect(one.view.get().pages[0]?.subject).toEqual({kind: 'log'});
});

test('at the end of what is found stands the search of the whole list', () => {
  const one = testDesk(['red apple', 'green pear']);
  one.type('1', ':', ...'apple');
  const all = found(one);
  expect(all.at(-1)).toMatchObject({kind: 'find', title: 'tasks with "apple"'});
  one.type(...all.slice(1).map(() => 'down'), 'enter');
  expect(one.view.get()).toMatchObject({focus: 'tasks', dialog: undefined, lists: {tasks: {filter: 'apple'}}});
});

test('never more than two hundred tasks are read for a key, and the one with the number is among them', () => {
  const one = testDesk(Array.from({length: 450}, (_, at) => `task number ${at + 1}`));
  const reads: number[] = [];
  const {sight} = one.desk;
  const {tasks} = sight;
  sight.tasks = (ids) => {
    reads.push(ids.length);
    return tasks(ids);
  };
  one.type('G', ':');
  reads.length = 0;
  expect(names(found(one, '#3'))[0]).toBe('task #3 task number 3');
  expect(reads.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(202);
  expect(names(found(one, 'number 449'))[0]).toBe('task #449 task number 449');
});

test('a command goes into the line, is given its words, and runs as an array without a shell', () => {
  const one = testDesk();
  one.type(':', ...'task add', 'esc', ':', ...'tadd', 'tab');
  expect(palette(one)).toMatchObject({text: 'task add ', cursor: 9, at: 0});
  one.type('enter');
  expect(one.view.get().flash?.text).toBe('It needs <title>.');
  one.type(...`'Say "hi"' --run "echo \\"x\\"; $HOME" | `);
  expect(names(found(one))[0]).toMatch(/^run task add 'Say/);
  one.type('enter');
  expect(one.view.get().pages[0]?.subject).toEqual({
    kind: 'answer',
    command: `task add 'Say "hi"' --run "echo \\"x\\"; $HOME" |`,
  });
  expect(one.done).toEqual([
    `call task add 'Say "hi"' --run "echo \\"x\\"; $HOME" |: ${JSON.stringify([
      'task',
      'add',
      'Say "hi"',
      '--run',
      'echo "x"; $HOME',
      '|',
    ])}`,
  ]);
});

test('an open quote, and a command that goes on until it is stopped, are refused in a sentence', () => {
  const one = testDesk();
  const refused = (text: string): string | undefined => {
    one.type('esc', ':');
    one.paste(text);
    one.type('enter');
    return one.view.get().flash?.text;
  };
  expect(refused("task add 'x")).toBe("The quote ' is not closed.");
  expect(refused('run')).toBe('`run` goes on until it is stopped; another terminal is the place for it.');
  expect(refused('orkestra start --until-idle')).toMatch(/^`run` goes on/);
  expect(refused('screen')).toMatch(/^`screen` goes on/);
  expect(refused('task logs 3 -f')).toBe(
    '`task logs -f` goes on until it is stopped; another terminal is the place for it.',
  );
  expect(one.done).toEqual([]);
  expect(refused('screen --status')).toBeUndefined();
  expect(one.done).toEqual(['call screen --status: ["screen","--status"]']);
});

test('a group runs its first command, and another name is the same command', () => {
  const one = testDesk();
  one.type(':', ...'audit --limit 3', 'enter', ':', ...'orkestra  status', 'enter');
  expect(one.done).toEqual(['call audit --limit 3: ["audit","--limit","3"]', 'call status: ["status"]']);
});

test('the options of a command are offered below it and go into the line', () => {
  const one = testDesk();
  one.type(':', ...'task add x --ret');
  expect(names(found(one)).slice(1)).toEqual(['option --retries N']);
  one.type('down', 'enter');
  expect(palette(one).text).toBe('task add x --retries ');
});

test('Up in the empty line brings back what was typed, Down goes the other way, and typing ends it', () => {
  const one = testDesk();
  one.type(':', 'up');
  expect(palette(one)).toMatchObject({text: '', at: 0});
  one.type('esc', ':', ...'status ', 'enter', ':', ...'task list', 'enter', ':', ...'status', 'enter', ':', 'up');
  expect(palette(one).text).toBe('status');
  one.type('up', 'up');
  expect(palette(one)).toMatchObject({text: 'task list', recalled: 0});
  one.type('down', 'down');
  expect(palette(one)).toMatchObject({text: '', recalled: undefined});
  one.type('up', 'x');
  expect(palette(one)).toMatchObject({text: 'statusx', recalled: undefined});
});

test('a line that is being answered is shown again, not asked again, and x ends it', () => {
  const one = testDesk();
  one.type(':', ...'status', 'enter');
  expect(one.hints()).toContain('stop');
  one.type('esc', ':', 'up', 'enter', 'x');
  expect(one.done).toEqual(['call status: ["status"]', 'end status']);
  one.view.set({calls: new Set()});
  expect(one.hints()).not.toContain('stop');
  one.type('x');
  expect(one.view.get().flash?.text).toMatch(/That is done to tasks|No task is chosen/);
});

test('the line is edited like any other: cursor, words, paste, and Esc closes it', () => {
  const one = testDesk();
  one.type(':', ...'task lost', 'left', 'left', 'backspace', 'i');
  expect(palette(one)).toMatchObject({text: 'task list', cursor: 7});
  one.type('ctrl-w', 'home', '!');
  expect(palette(one)).toMatchObject({text: '!task st', cursor: 1});
  one.type('ctrl-u', 'ctrl-k');
  one.paste('#1\n');
  expect(palette(one).text).toBe('#1 ');
  one.type('esc');
  expect(one.view.get().dialog).toBeUndefined();
});

test('the cursor stays among what is found', () => {
  const one = testDesk();
  one.type(':', 'up', 'pageup', ...Array.from({length: 20}, () => 'pagedown'));
  expect(palette(one).at).toBe(found(one).length - 1);
  one.type('ctrl-p', 'ctrl-n');
  expect(palette(one).at).toBe(found(one).length - 1);
});
