import {onTestFinished} from 'vitest';
import {commandNames} from '../../bin/command-names.js';
import {makeDeeds} from '../../bin/deeds.js';
import {makeSight} from '../../bin/sight.js';
import {aimNow, type Deeds, type Desk} from '../../components/desk.js';
import {hintsFor} from '../../components/hints.js';
import {defaultKeymap, type Keymap} from '../../components/keymap.js';
import {wordsOf} from '../../components/lists.js';
import {press} from '../../components/press.js';
import {themeFor, unstyled} from '../../components/theme.js';
import type {Answers} from '../../src/answers.js';
import {type Browser, startBrowser} from '../../src/browse.js';
import {commands} from '../../src/cli/commands.js';
import type {Engine} from '../../src/engine.js';
import {type Live, startLive} from '../../src/live.js';
import {addTask} from '../../src/tasks/add.js';
import type {TaskQuery} from '../../state/task-list.js';
import {firstView, makeStore} from '../../state/view.js';
import {type TestWorld, testWorld} from './world.js';

export const plainTheme = unstyled(themeFor({LANG: 'C.UTF-8'}));

const noEngine: Engine = {
  isLeading: () => false,
  runningCount: () => 0,
  whenIdle: async () => {},
  stop: async () => {},
};

/** Commands are told, not called: the flows call them. */
const silentAnswers = (done: string[]): Answers => ({
  start: (line, words) => void done.push(`call ${line}: ${JSON.stringify(words)}`),
  stop: (line) => void done.push(`end ${line}`),
  read: () => undefined,
  close() {},
});

export interface TestDesk {
  world: TestWorld;
  desk: Desk;
  view: Desk['view'];
  live: Live;
  browser: Browser;
  /** What left the project: `leave quit`, `copy TEXT`, `error ...`. */
  done: string[];
  deeds: Deeds;
  type(...names: string[]): void;
  paste(text: string): void;
  hints(): string[];
}

/** Everything behind the keys but the terminal: a real project, its lists, its pages, its deeds. */
export function testDesk(
  titles: readonly string[] = [],
  overrides: Partial<Deeds> = {},
  world = testWorld(),
  keymap: Keymap = defaultKeymap,
): TestDesk {
  for (const title of titles) addTask(world, {title});
  const live = startLive(world);
  const browser = startBrowser(world);
  const view = makeStore(firstView);
  view.subscribe(() => {
    const {filter, sort} = view.get().lists.tasks;
    browser.look({words: wordsOf(filter), sort: sort as TaskQuery['sort']});
  });
  // A screen notices after a moment; a test wants to know at once.
  world.db.onCommit(() => live.refresh());
  live.subscribe(browser.refresh);
  onTestFinished(() => {
    void browser.close();
    live.close();
  });
  const done: string[] = [];
  const answers = silentAnswers(done);
  const deeds: Deeds = {
    ...makeDeeds(world, noEngine, {
      answers,
      leave: (how) => void done.push(`leave ${how}`),
      copy: (text) => void done.push(`copy ${text}`),
      redraw: () => void done.push('redraw'),
    }),
    logError: (error) => void done.push(`error ${String(error)}`),
    ...overrides,
  };
  const desk: Desk = {
    view,
    moment: live.get,
    sight: makeSight({world, live, browser, theme: plainTheme, answers, commands: commandNames(commands)}),
    room: () => ({width: 76, height: 5}),
    deeds,
    keymap,
  };
  return {
    world,
    desk,
    view,
    live,
    browser,
    done,
    deeds,
    type: (...names) => {
      for (const key of names) press(desk, {key});
    },
    paste: (text) => press(desk, {paste: text}),
    hints: () => hintsFor(view.get(), aimNow(desk), keymap).map(({label}) => label),
  };
}
