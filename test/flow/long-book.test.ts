import {describe, expect, test} from 'vitest';
import {addTasks} from '../../src/tasks/add.js';
import {open, quit} from '../support/flow.js';
import {hasTmux} from '../support/terminal.js';
import {scratch, testWorld, until} from '../support/world.js';

function longBook(): string {
  const dir = scratch();
  const world = testWorld({}, dir);
  addTasks(
    world,
    Array.from({length: 20_000}, (_, at) => ({title: `job number ${at + 1}`, agent: 'nobody'})),
  );
  return dir;
}

describe.skipIf(!hasTmux)('a book of many tasks in a real terminal (needs tmux)', () => {
  test('is gone through to its end, searched and sorted', async () => {
    const session = await open(longBook());
    // Which stand first depends on how many the engine has set aside by now.
    await session.see(/job number \d/);
    await session.see(/20000 ready/);
    // A key means the rows in sight, which are the old ones until the new ones are known.
    const goTo = (key: string, text: string) =>
      until(() => {
        session.keys(key);
        return session.screen().includes(text);
      }, text);
    await goTo('G', 'job number 20000');
    session.keys('/');
    session.type('number 7777');
    await session.see('2 with "number 7777"');
    session.keys('Enter');
    await session.see('#7777');
    session.keys('Escape');
    await session.gone('with "number 7777"');
    session.keys('s', 'S');
    await goTo('g', 'job number 19999');
    await quit(session);
  });

  test('does not hold up the keys while it is listed', async () => {
    const session = await open(longBook());
    await session.see('20000 ready');
    session.type('/number 19');
    await session.see('/ number 19');
    session.keys('Escape');
    session.keys('?');
    await session.see('Keys');
    session.keys('Escape');
    await quit(session);
    expect(session.screen()).toContain('left with 0');
  });
});
