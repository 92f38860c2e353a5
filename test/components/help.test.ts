import {expect, test} from 'vitest';
import {aimNow} from '../../components/desk.js';
import {type HelpLine, helpSections, layHelp} from '../../components/help-rows.js';
import {defaultKeymap} from '../../components/keymap.js';
import {testDesk} from '../support/desk.js';

const sections = (desk: Parameters<typeof aimNow>[0], search = '') => helpSections(defaultKeymap, aimNow(desk), search);
const textOf = (line: HelpLine): string => ('heading' in line ? line.heading : `${line.names} ${line.help}`.trim());

test('what can be done where one is comes first, and each key is there once', () => {
  const {desk, type} = testDesk(['a']);
  const [here, ...others] = sections(desk);
  expect(here?.title).toBe('in the tasks');
  const names = here?.keys.map((key) => key.names);
  expect(names).toEqual(expect.arrayContaining(['⏎', 'n', 'e', 'x', 'd']));
  expect(names).not.toContain('r');
  expect(others.flatMap(({keys}) => keys).map((key) => key.names)).toContain('r');
  type('enter');
  expect(sections(desk)[0]?.title).toBe('on this page');
  expect(sections(desk)[0]?.keys.map((key) => key.help)).toContain('break long lines, or cut them');
  const elsewhere = sections(desk).at(-1);
  expect(elsewhere?.title).toBe('only in lists');
  expect(elsewhere?.keys).toContainEqual({
    names: 'n',
    help: 'add a task; in backups, make one',
    isElsewhere: true,
  });
});

test('a search keeps the keys with all its words, and the panes are one line', () => {
  const {desk} = testDesk();
  expect(sections(desk, 'palette').flatMap(({keys}) => keys)).toEqual([]);
  expect(sections(desk, 'TO the locks').flatMap(({keys}) => keys)[0]).toMatchObject({
    names: '1 2 3 4 5 6',
    help: 'to the agents, tasks, locks, nodes, backups, votes',
  });
});

test('a wide screen has two columns that end nearly level, a narrow one breaks lines and scrolls to the last', () => {
  const {desk} = testDesk(['a']);
  const wide = layHelp(sections(desk), {width: 116, height: 37});
  expect(wide.columns).toHaveLength(2);
  expect(wide.last).toBe(0);
  const narrow = layHelp(sections(desk), {width: 60, height: 17});
  expect(narrow.columns).toHaveLength(1);
  expect(narrow.last).toBe((narrow.columns[0]?.length ?? 0) - 17);
  const words = (page: typeof wide) => page.columns.flat().map(textOf).join(' ').replace(/\s+/g, ' ');
  expect(words(narrow).replaceAll(' ', '').length).toBe(words(wide).replaceAll(' ', '').length);
});

test('the help stops at its last line, so that one key up moves it again', () => {
  const {type, view, desk} = testDesk(['a']);
  type('?', ...Array.from({length: 40}, () => 'pagedown'));
  const scroll = () => (view.get().dialog as {scroll: number}).scroll;
  expect(scroll()).toBe(layHelp(sections(desk), desk.room()).last);
  type('up');
  expect(scroll()).toBe(layHelp(sections(desk), desk.room()).last - 1);
  type(...'redraw');
  expect(view.get().dialog).toMatchObject({search: 'redraw', scroll: 0});
});
