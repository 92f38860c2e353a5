import {EventEmitter} from 'node:events';
import {type DOMElement, render} from 'ink';
import {onTestFinished} from 'vitest';
import {App} from '../../components/App.js';
import {ThemeContext} from '../../components/hooks/useTheme.js';
import {Painted} from '../../components/Painted.js';
import type {Theme} from '../../components/theme.js';
import {takeLocks} from '../../src/locks/take.js';
import {addTask} from '../../src/tasks/add.js';
import {takeTurn} from '../../src/tasks/turn.js';
import {plainTheme, type TestDesk, testDesk} from './desk.js';

interface Seen {
  theme?: Theme;
  /** Sees each layout before Ink paints it. */
  onPaint?(root: DOMElement): void;
}

/** Whole frames of the program at a size, as text. */
export function frames(
  one: TestDesk,
  columns: number,
  rows: number,
  {theme = plainTheme, onPaint = () => {}}: Seen = {},
): {last(): string} {
  const paint = (root: DOMElement): boolean => {
    onPaint(root);
    return false;
  };
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
    <ThemeContext value={theme}>
      <Painted paint={paint}>
        <App
          project="shop-api"
          live={live}
          book={browser}
          view={view}
          stdout={stdout}
          sight={desk.sight}
          isLeading={() => false}
        />
      </Painted>
    </ThemeContext>,
    {stdout, debug: true, patchConsole: false, exitOnCtrlC: false},
  );
  onTestFinished(() => app.unmount());
  return {last: () => last};
}

/** A project in the middle of its work. */
export function busy(): TestDesk {
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
